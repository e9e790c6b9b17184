// WCAG 2.2 AA as far as a program can tell, at the sizes and in the colours people use.
import { AxeBuilder } from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";

const SIZES = { desktop: { width: 1280, height: 860 }, phone: { width: 360, height: 740 } };
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export interface Looks {
  page: Page;
  /** What is on the screen, for the failure's text. */
  what: string;
  /** Limits the look to a part. */
  within?: string;
  /** Which of the four looks, where it is not all of them. */
  looks?: readonly `${keyof typeof SIZES} ${"light" | "dark"}`[];
}

/** Looks at the page, frames and shadow roots included, as phone and desktop, light and dark. */
export async function isAccessible({ page, what, within, looks }: Looks): Promise<void> {
  const before = page.viewportSize();
  for (const size of ["desktop", "phone"] as const) {
    await page.setViewportSize(SIZES[size]);
    for (const colorScheme of ["light", "dark"] as const) {
      if (looks && !looks.includes(`${size} ${colorScheme}`)) continue;
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const axe = new AxeBuilder({ page }).withTags(TAGS);
      const { violations } = await (within === undefined ? axe : axe.include(within)).analyze();
      const found = violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${JSON.stringify(target)}: ${failureSummary}`),
      );
      expect(found, `${what}, ${size}, ${colorScheme}`).toEqual([]);
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(tooWide, `${what} fits the width of a ${size}`).toBeLessThanOrEqual(0);
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before) await page.setViewportSize(before);
}
