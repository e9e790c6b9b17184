// The controls of every screen: how large, how visible, what they are called, where the focus goes. What is found is told for all
// screens at once.
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "@playwright/test";
import { faults } from "../support/inspect.ts";
import { walk } from "../support/walk.ts";
import { expect, test, useServer } from "../support/test.ts";
import { type Screen, tour } from "../support/tour.ts";

const held = useServer();

/** Goes through all screens; finds what `look` finds. */
async function everywhere(browser: Browser, look: (screen: Screen) => Promise<string[]>, context = {}): Promise<string[]> {
  const found: string[] = [];
  let seen = 0;
  const note = async (screen: Screen): Promise<void> => {
    seen += 1;
    for (const fault of await look(screen)) found.push(`${screen.side} ${screen.name}: ${fault}`);
  };
  await tour({ browser, server: held.server, look: note, context });
  expect(seen, "screens were seen").toBeGreaterThan(30);
  return found;
}

const PHONE = { width: 360, height: 740 };

async function sized<T>(page: Page, size: { width: number; height: number }, look: () => Promise<T>): Promise<T> {
  const own = page.viewportSize();
  await page.setViewportSize(size);
  const found = await look();
  if (own) await page.setViewportSize(own);
  return found;
}

// One way through all screens for all of it: each way takes half a minute.
test(
  "every control is 24 px, and 44 px in the widget; edges of fields and signs without words stand out 3:1, in light and dark; nothing moves without end, and nothing at all under reduced motion; a title and a language, no pictures of text, no media, nothing reordered or dragged, names that hold the words that are seen",
  { tag: ["@mobile", "@theming", "@accessibility", "@wcag-1.3.2", "@wcag-1.3.5", "@wcag-1.4.5", "@wcag-1.4.11", "@wcag-2.2.2", "@wcag-2.3.1", "@wcag-2.4.2", "@wcag-2.5.3", "@wcag-2.5.7", "@wcag-2.5.8", "@wcag-3.1.1"] },
  async ({ browser }) => {
    test.setTimeout(240_000);
    const look = async ({ side, page }: Screen): Promise<string[]> => {
      const least = side === "widget" ? 44 : 24;
      const found = [...(await faults(page, ["targets", "moving"], least)), ...(await sized(page, PHONE, () => faults(page, ["targets"], least)))];
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        found.push(...(await faults(page, colorScheme === "light" ? ["edges", "still"] : ["edges"])));
      }
      await page.emulateMedia({ colorScheme: null, reducedMotion: null });
      const { violations } = await new AxeBuilder({ page }).withRules(["label-content-name-mismatch"]).analyze();
      const names = violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${JSON.stringify(target)}`));
      return [...found, ...names, ...(await faults(page, ["marks"]))];
    };
    expect(await everywhere(browser, look)).toEqual([]);
  },
);

test(
  "Tab leads to every control and out again; the focus is seen, never covered, and changes nothing by coming",
  { tag: ["@keyboard", "@wcag-2.1.1", "@wcag-2.1.2", "@wcag-2.4.7", "@wcag-2.4.11", "@wcag-3.2.1"] },
  async ({ browser }) => {
    test.setTimeout(300_000);
    const look = async ({ page }: Screen): Promise<string[]> => [...(await walk(page)), ...(await sized(page, PHONE, () => walk(page)))];
    expect(await everywhere(browser, look)).toEqual([]);
  },
);
