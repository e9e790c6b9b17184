// The widget's sound for new messages: off until the patient switches it on, one for all tabs, none while it is read.
import type { Page } from "@playwright/test";
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";
import { countTones, tones } from "../support/tones.ts";

const held = useServer();

const looks = (page: Page, yes: boolean): Promise<unknown> => page.evaluate((yes) => Object.assign(document, { hasFocus: () => yes }), yes);

test("several tabs: one sound for a new message, off by default, none where it is read", { tag: ["@tabs", "@notices"] }, async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext({ viewport: { width: 360, height: 740 } });
  await countTones(atHome);
  const first = await Patient.alone(atHome, server.sameSite);
  await first.fill({ name: "Sol" });
  await first.start();
  const dana = await Staff.arrive(await browser.newContext(), server, DANA);
  await dana.accept("Sol");
  await looks(first.page, false);
  await dana.say("Without a sound.");
  await expect.poll(() => first.texts()).toContain("Without a sound.");

  const bell = first.panel.getByRole("button", { name: "Sound for new messages" });
  await expect(bell).toHaveAttribute("aria-pressed", "false");
  expect(await tones(first.page), "off by default").toBe(0);
  await bell.focus();
  await first.page.keyboard.press("Enter");
  await expect(bell).toHaveAttribute("aria-pressed", "true");
  expect(await tones(first.page), "so it will sound").toBe(1);
  const box = await bell.boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  await isAccessible({ page: first.page, what: "widget, the sound switched on" });

  // A second tab knows it, and what was there before does not sound.
  const second = await Patient.alone(atHome, server.sameSite);
  await expect.poll(() => second.texts()).toContain("Without a sound.");
  await expect(second.panel.getByRole("button", { name: "Sound for new messages" })).toHaveAttribute("aria-pressed", "true");
  await looks(second.page, false);
  await looks(first.page, false);
  await dana.say("With one sound.");
  for (const tab of [first, second]) await expect.poll(() => tab.texts()).toContain("With one sound.");
  await expect.poll(async () => (await tones(first.page)) + (await tones(second.page))).toBe(2);
  await first.page.waitForTimeout(1_600); // as long as one tab keeps the others quiet
  expect((await tones(first.page)) + (await tones(second.page)), "no second one").toBe(2);

  // Read in one of them: no sound in either.
  await looks(first.page, true);
  await dana.say("Read at once.");
  for (const tab of [first, second]) await expect.poll(() => tab.texts()).toContain("Read at once.");
  await first.page.waitForTimeout(1_600);
  expect((await tones(first.page)) + (await tones(second.page)), "it is before their eyes").toBe(2);

  await bell.click();
  await expect(second.panel.getByRole("button", { name: "Sound for new messages" })).toHaveAttribute("aria-pressed", "false");
  await first.end();
});
