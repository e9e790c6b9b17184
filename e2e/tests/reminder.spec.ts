// A chat that nobody accepts rings again every half minute, where that is wanted, until somebody does.
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";
import { countTones, tones } from "../support/tones.ts";

const held = useServer();

test("sounds: an unanswered chat rings again every half minute, and no more once it is accepted", { tag: ["@notices"] }, async ({ browser }) => {
  const context = await browser.newContext();
  await context.clock.install();
  await countTones(context);
  const dana = await Staff.arrive(context, held.server, DANA);
  const heard = (): Promise<number> => tones(dana.page);
  const locks = (): Promise<number> => dana.page.evaluate(async () => (await navigator.locks.query()).held?.length ?? 0);
  await dana.page.getByRole("button", { name: "Sounds" }).click();
  const dialog = dana.page.getByRole("dialog", { name: "Sounds and notices" });
  await dialog.getByRole("checkbox", { name: "Play a sound" }).check();
  await dialog.getByRole("checkbox", { name: "Remind me while a chat waits" }).check();
  await dana.page.keyboard.press("Escape");
  const before = await heard();

  const patient = await Patient.visit(await browser.newContext(), held.server.sameSite);
  await patient.begin({ department: "General questions", name: "Hanna" });
  await expect.poll(heard, "two tones: a chat waits").toBe(before + 2);
  for (const again of [4, 6]) {
    // In two steps: by then this tab has given back what keeps the other tabs quiet.
    await context.clock.fastForward(29_000);
    await expect.poll(locks, "no lock is held").toBe(0);
    await context.clock.fastForward(2_000);
    await expect.poll(heard, "reminded").toBe(before + again);
  }
  await dana.accept("Hanna");
  await context.clock.fastForward(31_000);
  await context.clock.fastForward(31_000);
  await expect(dana.page.locator(".connection")).toBeEmpty();
  expect(await heard(), "nobody waits any more").toBe(before + 6);
  await context.close();
});
