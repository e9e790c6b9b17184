// The screens beside the way of one chat (supervisors', administrators', dialogues, what is rare): everything that a program can tell of
// each, at once.
import { isAccessible } from "../support/axe.ts";
import { faults } from "../support/inspect.ts";
import { expect, test, useServer } from "../support/test.ts";
import { tourBeside } from "../support/tour-beside.ts";
import type { Screen } from "../support/tour.ts";

const held = useServer();
/** 1280 × 1024 at 400 %, and a phone on its side. */
const SIZES = [{ width: 320, height: 256 }, { width: 740, height: 360 }];

test("each screen of settings, board, numbers, search and dialogues passes axe, fits, and has controls that are large enough and seen", { tag: ["@accessibility", "@mobile", "@wcag-1.4.3", "@wcag-1.4.10", "@wcag-1.4.11", "@wcag-2.5.8", "@wcag-4.1.2"] }, async ({ browser }) => {
  test.setTimeout(400_000);
  const found: string[] = [];
  const seen: string[] = [];
  const look = async ({ side, name, page }: Screen): Promise<void> => {
    const what = `${side}, ${name}`;
    seen.push(what);
    await isAccessible({ page, what, looks: ["desktop light", "phone dark"] }).catch((error: Error) => found.push(error.message));
    found.push(...(await faults(page, ["targets", "edges"], side === "widget" ? 44 : 24)).map((fault) => `${what}: ${fault}`));
    const own = page.viewportSize();
    for (const size of SIZES) {
      await page.setViewportSize(size);
      found.push(...(await faults(page, ["fits", "reach"])).map((fault) => `${what} at ${size.width} × ${size.height}: ${fault}`));
    }
    if (own) await page.setViewportSize(own);
  };
  await tourBeside({ browser, server: held.server, look });
  expect(found).toEqual([]);
  expect(seen.length, "screens were seen").toBeGreaterThan(35);
});
