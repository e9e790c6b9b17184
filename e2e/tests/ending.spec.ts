// The end of a chat that nobody ends: warned, stayed, ended by itself, gone on with; and what was not sent when it ended.
import { isAccessible } from "../support/axe.ts";
import { Cable } from "../support/cable.ts";
import { Patient } from "../support/patient.ts";
import { DANA, type Server } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();
const DEPARTMENT = "General questions";

/** The department's rule: from the first second on, with half a minute to answer. */
async function hurry(server: Server, ...args: string[]): Promise<void> {
  const done = await server.command("department", "ending", "--config", server.config, "--department", DEPARTMENT, ...args);
  expect(done, done.stderr).toMatchObject({ code: 0 });
}

test("end of a chat: a warning before it ends by itself, one tap to stay, and the same chat reopened", { tag: ["@end"] }, async ({ browser }) => {
  test.setTimeout(180_000);
  const { server } = held;
  await hurry(server, "--idle-warning-s", "1", "--idle-end-s", "61");
  const [atHome, atDanas] = await Promise.all([browser.newContext(), browser.newContext()]);
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atDanas, server, DANA);
  await patient.begin({ name: "Iris" });
  await dana.accept("Iris");
  await patient.say("My question is about tomorrow.");
  await dana.say("What is it?");

  const bar = patient.panel.locator(".bar", { hasText: /This chat will end at \d+:\d\d.* if nothing more is written/ });
  await expect(bar).toBeVisible({ timeout: 20_000 });
  await expect(dana.seen(/The patient was told that the chat ends at/)).toBeVisible();
  await expect(patient.panel.locator("[role=status]").filter({ hasText: /will end at/ }), "said to a screen reader").toHaveCount(1);
  await isAccessible({ page: patient.page, what: "widget, a warning that the chat ends" });
  const stay = bar.getByRole("button", { name: "I am still here" });
  expect((await stay.boundingBox())?.height, "large enough for a thumb").toBeGreaterThanOrEqual(44);
  await hurry(server, "--idle-warning-s", "6", "--idle-end-s", "36");
  await stay.press("Enter");
  await expect(bar).toBeHidden();
  await expect(patient.composer, "the focus does not go with the bar").toBeFocused();
  await expect(dana.seen("The patient is still here")).toBeVisible();

  // Nothing more is written: warned again, and ended.
  await expect(bar).toBeVisible({ timeout: 20_000 });
  await expect(patient.seen("The chat ended because nothing was written for a while")).toBeVisible({ timeout: 60_000 });
  await expect(dana.seen("The chat ended by itself: the patient was here and wrote nothing")).toBeVisible();
  await expect(patient.composer).toBeHidden();

  await expect(patient.seen(/You can go on with this chat until/)).toBeVisible();
  await isAccessible({ page: patient.page, what: "widget, a chat that can be gone on with" });
  await patient.panel.getByRole("button", { name: "Go on with this chat" }).click();
  await expect(patient.composer).toBeVisible();
  await expect.poll(() => patient.texts(), "its history is there").toEqual(["My question is about tomorrow.", "What is it?"]);
  await expect(patient.seen("You went on with this chat")).toBeVisible();
  await patient.say("Here I am again.");
  await dana.accept("Iris");
  await expect(dana.seen("My question is about tomorrow.")).toBeVisible();
  await expect(dana.seen("Here I am again.")).toBeVisible();
  await dana.say("Good.");
  await expect.poll(() => patient.texts()).toContain("Good.");
  await hurry(server);
  await dana.endChat();
  for (const context of [atHome, atDanas]) await context.close();
});

test("end of a chat: what was not sent when it ended is shown, copied, sent after reopening, or removed", { tag: ["@end", "@reconnect"] }, async ({ browser }) => {
  test.setTimeout(180_000);
  const { server } = held;
  await hurry(server);
  const cable = await Cable.lay(server);
  const home = await cable.browser();
  const [atHome, atDanas] = await Promise.all([home.newContext(), browser.newContext()]);
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atDanas, server, DANA);
  await patient.begin({ name: "Noor" });
  await dana.accept("Noor");
  await patient.say("First.");
  await expect(dana.seen("First.")).toBeVisible();

  cable.pull();
  await patient.say("Second, written on the train. My card is 5500 0055 5555 5559");
  await patient.isState("Not sent yet");
  await patient.page.close();
  await dana.endChat();
  cable.plug();

  const back = await Patient.visit(atHome, server.sameSite);
  await back.open();
  await expect(back.panel.getByRole("heading", { name: "A message was not sent" })).toBeVisible();
  const box = back.panel.getByRole("textbox", { name: "What was not sent" });
  await expect(box).toHaveValue(/Second, written on the train\. My card is X/);
  await isAccessible({ page: back.page, what: "widget, what was not sent" });
  await back.panel.getByRole("button", { name: "Copy" }).click();
  await expect(back.seen(/Copied|Marked/)).toBeVisible();
  await back.panel.getByRole("button", { name: "Go on and send" }).click();
  await expect(back.composer).toBeVisible();
  await expect.poll(async () => (await back.texts()).length).toBe(2);
  await back.isState("Sent");
  await expect(dana.waiting.getByText("Away"), "the patient is here").toBeHidden();
  await dana.accept("Noor");
  await expect(dana.seen(/Second, written on the train/)).toBeVisible();

  // Once more, and this time it is removed.
  cable.pull();
  await back.say("Third.");
  await back.isState("Not sent yet");
  await back.page.close();
  await dana.endChat();
  cable.plug();
  const last = await Patient.visit(atHome, server.sameSite);
  await last.open();
  await last.panel.getByRole("button", { name: "Remove" }).click();
  await expect(last.panel.getByRole("heading", { name: "A message was not sent" })).toBeHidden();
  await last.page.reload();
  await last.open();
  await expect(last.panel.getByRole("button", { name: DEPARTMENT })).toBeVisible();
  await expect(last.panel.getByRole("heading", { name: "A message was not sent" })).toBeHidden();
  await atDanas.close();
  await home.close();
  cable.remove();
});

test("end of a chat: what is being written when it ends stays, over a refusal to go on and before another chat", { tag: ["@end"] }, async ({ browser }) => {
  test.setTimeout(180_000);
  const { server } = held;
  await hurry(server);
  const [atHome, atDanas] = await Promise.all([browser.newContext(), browser.newContext()]);
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atDanas, server, DANA);
  await patient.begin({ name: "Tove" });
  await dana.accept("Tove");
  await patient.say("First.");
  await expect(dana.seen("First.")).toBeVisible();
  await patient.composer.fill("What I still wanted to ask");
  await dana.endChat();

  const box = patient.panel.getByRole("textbox", { name: "What was not sent" });
  await expect(box).toHaveValue("What I still wanted to ask");
  await isAccessible({ page: patient.page, what: "widget, what was being written at the end" });

  // By the server's clock the time is over: the chat stays where it was.
  await hurry(server, "--reopen-within-s", "0");
  const goOn = patient.panel.getByRole("button", { name: "Go on with this chat" });
  await goOn.click();
  await expect(patient.panel.getByRole("alert").filter({ hasText: "This chat could not be gone on with" })).toBeVisible();
  expect(await patient.texts()).toEqual(["First."]);
  await expect(box).toHaveValue("What I still wanted to ask");
  await expect(goOn, "there is another try").toHaveAttribute("aria-disabled", "false");

  // Another chat does not take its place before the patient has chosen.
  await patient.panel.getByRole("button", { name: "Start a new chat" }).click();
  await expect(box).toHaveValue("What I still wanted to ask");
  await patient.panel.getByRole("button", { name: "Start chat" }).click();
  await expect(patient.panel.getByRole("alert").filter({ hasText: "Above stands what was not sent" })).toBeVisible();
  await expect(box).toHaveValue("What I still wanted to ask");

  await hurry(server);
  await patient.panel.getByRole("button", { name: "Go on and send" }).click();
  await expect(patient.composer).toHaveValue("What I still wanted to ask");
  await expect(patient.composer).toBeFocused();
  await expect.poll(() => patient.texts()).toEqual(["First."]);

  await patient.end();
  await patient.panel.getByRole("button", { name: "Remove" }).click();
  await expect(box).toBeHidden();
  await expect(patient.panel.getByRole("heading", { level: 1 }), "the focus is not lost").toBeFocused();
  await patient.panel.getByRole("button", { name: "Go on with this chat" }).click();
  await expect(patient.composer).toHaveValue("");
  await expect(patient.panel.locator("[role=status]").filter({ hasText: "You went on with this chat" }), "said to a screen reader").toHaveCount(1);
  await patient.end();
  for (const context of [atHome, atDanas]) await context.close();
});
