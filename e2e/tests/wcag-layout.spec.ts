// Every screen where it is narrow, low, large, spaced out or still. What is found is told for all screens at once.
import type { Page } from "@playwright/test";
import { faults } from "../support/inspect.ts";
import { expect, test, useServer } from "../support/test.ts";
import { type Screen, tour } from "../support/tour.ts";

const held = useServer();

/** 1280 × 1024 at 400 %; 1280 × 860 at 200 %; a phone on its side. */
const ZOOMED = [[320, 256], [640, 430], [740, 360]] as const;
const USUAL = [[1280, 860], [360, 740]] as const;

// One way through all screens for both: each way takes half a minute.
test("every screen at 320 px, at 200 % zoom, on its side, and with the text spacing of 1.4.12: nothing is cut off or covered, nothing scrolls sideways", { tag: ["@accessibility", "@mobile", "@wcag-1.4.10", "@wcag-1.4.4", "@wcag-1.3.4", "@wcag-1.4.12"] }, async ({ browser }) => {
  test.setTimeout(300_000);
  const found: string[] = [];
  const seen: string[] = [];
  const look = async ({ side, name, page }: Screen): Promise<void> => {
    const own = page.viewportSize();
    seen.push(`${side} ${name}`);
    const at = async (sizes: typeof ZOOMED | typeof USUAL, how: string): Promise<void> => {
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height });
        for (const fault of await faults(page, ["fits", "reach"])) found.push(`${side} ${name} at ${width} × ${height}${how}: ${fault}`);
      }
    };
    await at(ZOOMED, "");
    await space(page);
    await at(USUAL, ", spaced");
    await space(page, false);
    if (own) await page.setViewportSize(own);
  };
  await tour({ browser, server: held.server, look });
  expect(found).toEqual([]);
  expect(seen.length, "screens were seen").toBeGreaterThan(30);
});

/** Line height, space after paragraphs, between letters and words, as a reader's own style sheet sets them. */
async function space(page: Page, on = true): Promise<void> {
  const rules = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }";
  for (const frame of page.frames()) {
    await frame.evaluate(({ rules, on }) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(rules);
      const isOurs = ({ cssRules }: CSSStyleSheet): boolean => cssRules[0]?.cssText.includes("word-spacing: 0.16em") ?? false;
      const spread = (root: Document | ShadowRoot): void => {
        const own = root.adoptedStyleSheets.filter((one) => !isOurs(one));
        root.adoptedStyleSheets = on ? [...own, sheet] : own;
        for (const element of root.querySelectorAll("*")) if (element.shadowRoot) spread(element.shadowRoot);
      };
      spread(document);
    }, { rules, on });
  }
}
