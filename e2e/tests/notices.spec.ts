// Sound and desktop notices: off at first, never with a text of a chat, one for all tabs, none in quiet hours.
import type { BrowserContext, Page } from "@playwright/test";
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

interface Heard {
  tones: number;
  notices: string[];
}

/** Listens where the browser would sound, and grants what a person would. */
async function listen(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const heard: Heard = { tones: 0, notices: [] };
    Object.assign(window, { heard });
    const begin = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (at?: number) {
      heard.tones += 1;
      return begin.call(this, at);
    };
    class Shown {
      static permission = "default";
      static requestPermission = () => Promise.resolve((Shown.permission = "granted"));
      onclick?: () => void;
      constructor(title: string, options: unknown) {
        heard.notices.push(JSON.stringify([title, options]));
      }
      close(): void {}
    }
    Object.assign(window, { Notification: Shown });
  });
}

const heardBy = (page: Page): Promise<Heard> => page.evaluate(() => (window as unknown as { heard: Heard }).heard);

test("sound and desktop notices: off by default, no message text, one sound for several tabs, quiet hours", { tag: ["@notices"] }, async ({ browser }) => {
  const { server } = held;
  const [atHome, atDanas] = await Promise.all([browser.newContext(), browser.newContext()]);
  await listen(atDanas);
  const dana = await Staff.arrive(atDanas, server, DANA);
  const first = await Patient.visit(atHome, server.sameSite);
  await first.begin({ name: "Iris" });
  await expect(dana.waiting.getByText("Iris")).toBeVisible();
  expect(await heardBy(dana.page), "off by default").toEqual({ tones: 0, notices: [] });
  await dana.accept("Iris");

  // Switched on with the keyboard; a first tone says how it will sound.
  await dana.page.locator("[data-home]").focus();
  await dana.page.keyboard.press("s");
  const dialog = dana.page.getByRole("dialog", { name: "Sounds and notices" });
  for (const box of await dialog.getByRole("checkbox").all()) await expect(box).not.toBeChecked();
  await dialog.getByRole("checkbox", { name: "Play a sound" }).check();
  await dialog.getByRole("checkbox", { name: "Show a notice on the desktop" }).check();
  await dialog.getByRole("checkbox", { name: "Quiet hours" }).check();
  await isAccessible({ page: dana.page, what: "the settings of sounds and notices" });
  await dialog.getByRole("checkbox", { name: "Quiet hours" }).uncheck();
  await dana.page.keyboard.press("Escape");
  expect((await heardBy(dana.page)).tones).toBe(1);

  // Read where it arrives: no sound. Elsewhere: a sound, and a notice that says neither who nor what.
  await first.say("Seen at once.");
  await expect.poll(() => dana.texts()).toContain("Seen at once.");
  await dana.page.getByRole("button", { name: "History" }).click();
  await dana.page.evaluate(() => Object.assign(document, { hasFocus: () => false }));
  await first.say("My secret is a rash.");
  await expect.poll(async () => (await heardBy(dana.page)).notices).toHaveLength(1);
  expect(await heardBy(dana.page)).toEqual({
    tones: 2,
    notices: [JSON.stringify(["New message in a chat", { tag: "bedside.notice", silent: true }])],
  });

  // Two tabs: one sound.
  const other = await atDanas.newPage();
  await other.goto(server.console);
  await expect(other.getByRole("list", { name: /^Mine/ }).getByText("Iris")).toBeVisible();
  const free = () => other.evaluate(() => navigator.locks.query().then(({ held }) => held?.length));
  await expect.poll(free).toBe(0);
  const tones = async () => (await heardBy(dana.page)).tones + (await heardBy(other)).tones;
  const before = await tones();
  await first.say("And it itches.");
  await expect.poll(tones).toBe(before + 1);
  await expect.poll(free).toBe(0);
  expect(await tones(), "of both tabs").toBe(before + 1);

  // Quiet hours round the clock: nothing any more, in either tab.
  await other.getByRole("button", { name: "Sounds" }).click();
  const there = other.getByRole("dialog");
  await there.getByRole("checkbox", { name: "Quiet hours" }).check();
  await there.getByLabel("From", { exact: true }).fill("00:00");
  await there.getByLabel("To", { exact: true }).fill("00:00");
  const quiet = await tones();
  await other.keyboard.press("Escape");
  await first.say("In the night.");
  await expect(other.getByRole("list", { name: /^Mine/ }).getByText("3 new")).toBeVisible();
  // Nothing can be waited for that does not come: longer than a tab gives way to others.
  await other.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
  expect(await tones()).toBe(quiet);
  for (const context of [atHome, atDanas]) await context.close();
});
