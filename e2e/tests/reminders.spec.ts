// The follow-up reminder: set in a chat, kept over its end and a restart of the server, back in the list at its time, without a word of it.
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("follow-up reminder: back in the list at its time, after a restart of the server, until it is done with", { tag: ["@tags"] }, async ({ browser }) => {
  test.setTimeout(240_000);
  const { server } = held;
  const [atHome, atDanas] = await Promise.all([browser.newContext(), browser.newContext()]);
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atDanas, server, DANA);
  await patient.begin({ name: "Nora", topic: "Results" });
  await dana.accept("Nora");

  await dana.page.getByRole("button", { name: "Remind me" }).click();
  const dialog = dana.page.getByRole("dialog", { name: "Remind me of the chat with Nora" });
  await expect(dialog.getByRole("radio", { name: "Tomorrow, 9:00" })).toBeChecked();
  await dialog.getByRole("radio", { name: "At a time of my own" }).check();
  await dialog.getByRole("button", { name: "Set reminder" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Choose a date and a time from now on");
  await isAccessible({ page: dana.page, what: "the dialogue that sets a reminder" });
  // A whole minute, by the browser's clock: the one after the next, so that all of this is before it.
  const at = await dana.page.evaluate(() => {
    const due = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 60_000);
    return new Date(due.getTime() - due.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  });
  await dialog.getByLabel("Date and time").fill(at);
  await dialog.getByRole("button", { name: "Set reminder" }).click();
  await expect(dialog).toBeHidden();
  await dana.endChat();
  await dana.page.getByRole("button", { name: "Remove from the list" }).click();
  const due = dana.page.getByRole("list", { name: "Follow up 1" });
  await expect(due).toHaveCount(0);

  await server.restart("SIGTERM");
  await dana.page.reload();
  await dana.connected();
  await expect(due).toBeVisible({ timeout: 130_000 });
  await expect(due).toContainText("Nora");
  await isAccessible({ page: dana.page, what: "the list with a follow-up that is due" });
  await due.getByRole("button", { name: /Nora.*Reminder for/ }).click();
  await expect(dana.page.getByRole("heading", { name: "Nora" })).toBeVisible();
  await expect(dana.page.getByRole("button", { name: "Open chat" }), "nothing is opened before one says so").toBeVisible();
  await dana.page.getByRole("button", { name: "Chats" }).click();
  await due.getByRole("button", { name: "Done with the reminder of Nora" }).click();
  await expect(due).toHaveCount(0);
  await dana.page.reload();
  await dana.connected();
  await expect(dana.page.getByRole("heading", { name: "Waiting 0" })).toBeVisible();
  await expect(due).toHaveCount(0);
  for (const context of [atHome, atDanas]) await context.close();
});
