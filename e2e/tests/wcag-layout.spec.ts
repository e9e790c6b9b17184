// Every screen where it is narrow, low, large, spaced out or still. What is found is told for all screens at once.
import type { Page } from "@playwright/test";
import { type Check, faults } from "../support/inspect.ts";
import { expect, test, useServer } from "../support/test.ts";
import { type Screen, tour } from "../support/tour.ts";

const held = useServer();

/** Goes through all screens and looks at each in the given windows. */
async function everywhere(browser: Parameters<typeof tour>[0]["browser"], sizes: readonly (readonly [number, number])[], checks: Check[], before?: (page: Page) => Promise<void>): Promise<string[]> {
  const found: string[] = [];
  const seen: string[] = [];
  const look = async ({ side, name, page }: Screen): Promise<void> => {
    const own = page.viewportSize();
    seen.push(`${side} ${name}`);
    await before?.(page);
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      for (const fault of await faults(page, checks)) found.push(`${side} ${name} at ${width} × ${height}: ${fault}`);
    }
    if (own) await page.setViewportSize(own);
  };
  await tour({ browser, server: held.server, look });
  expect(seen.length, "screens were seen").toBeGreaterThan(30);
  return found;
}

test("every screen at 320 px, at 200 % zoom and on its side: nothing is cut off or covered, nothing scrolls sideways", { tag: ["@accessibility", "@mobile", "@wcag-1.4.10", "@wcag-1.4.4", "@wcag-1.3.4"] }, async ({ browser }) => {
  test.setTimeout(180_000);
  // 1280 × 1024 at 400 %; 1280 × 860 at 200 %; a phone on its side.
  expect(await everywhere(browser, [[320, 256], [640, 430], [740, 360]], ["fits", "reach"])).toEqual([]);
});

test("every screen with the text spacing of 1.4.12: nothing is cut off or covered", { tag: ["@accessibility", "@wcag-1.4.12"] }, async ({ browser }) => {
  test.setTimeout(180_000);
  expect(await everywhere(browser, [[1280, 860], [360, 740]], ["fits", "reach"], space)).toEqual([]);
});

/** Line height, space after paragraphs, between letters and words, as a reader's own style sheet sets them. */
async function space(page: Page): Promise<void> {
  const rules = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }";
  for (const frame of page.frames()) {
    await frame.evaluate((rules) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(rules);
      const spread = (root: Document | ShadowRoot): void => {
        // Once: the spaces of a second would be no larger.
        if (root.adoptedStyleSheets.some(({ cssRules }) => cssRules[0]?.cssText.includes("word-spacing: 0.16em"))) return;
        root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
        for (const element of root.querySelectorAll("*")) if (element.shadowRoot) spread(element.shadowRoot);
      };
      spread(document);
    }, rules);
  }
}
