// Blocking a visitor: what staff are told and asked, what the patient sees, that an emergency gets through, and the way back.
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA, OMAR } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("blocking a visitor: the chat ends, they see who to call, an emergency gets through, and it is undone", { tag: ["@abuse"] }, async ({ browser }) => {
  test.setTimeout(120_000);
  const { server } = held;
  const [atHome, atDanas, atOmars] = await Promise.all([browser.newContext(), browser.newContext(), browser.newContext()]);
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atDanas, server, DANA);
  await patient.begin({ name: "Rude", topic: "Nothing" });
  await dana.accept("Rude");
  await dana.page.getByRole("button", { name: "Block visitor" }).click();
  const dialog = dana.page.getByRole("dialog", { name: "Block Rude?" });
  await expect(dialog.getByText("What sounds like an emergency still reaches you.")).toBeVisible();
  await expect(dialog.getByText("This chat ends now.")).toBeVisible();
  await dialog.getByRole("button", { name: "Block visitor" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("Choose why first.");
  await isAccessible({ page: dana.page, what: "the dialogue that blocks a visitor" });
  await dialog.getByRole("radio", { name: "Insults or harasses" }).check();
  await dialog.getByRole("radio", { name: "7 days" }).check();
  await dialog.getByRole("button", { name: "Block visitor" }).click();
  await expect(dialog).toBeHidden();
  await expect(patient.seen("Dana Whitfield ended the chat")).toBeVisible();

  // A reload, a new chat: they are known by the session they keep.
  await patient.page.reload();
  await patient.open();
  await patient.fill({ name: "Somebody else", topic: "Nothing at all" });
  await patient.panel.getByRole("button", { name: "Start chat" }).click();
  await expect(patient.seen(/The clinic takes no chats from you until \w+day, .+\. If you need help, please call\./)).toBeVisible();
  await expect(patient.panel.getByRole("link", { name: /call 911/ })).toBeVisible();
  await isAccessible({ page: patient.page, what: "widget, a blocked visitor" });
  const another = await Patient.visit(atOmars, server.sameSite);
  await another.begin({ name: "Ann" });
  await expect(another.composer, "nobody else is touched").toBeVisible();

  // Nobody is left alone.
  await patient.panel.getByLabel("What is it about").fill("I have chest pain");
  await patient.start();
  await expect(patient.emergencyBanner).toBeVisible();
  await dana.page.bringToFront();
  await expect(dana.waiting.locator(".item", { hasText: "chest pain" }).getByText("Urgent")).toBeVisible();
  await patient.end();

  // Undone by a colleague.
  const omar = await Staff.visit(atOmars, server);
  await omar.signIn(OMAR);
  await omar.history();
  await omar.page.getByRole("button", { name: "Blocked visitors" }).click();
  const list = omar.page.getByRole("dialog", { name: "Blocked visitors" });
  await expect(list.getByRole("listitem")).toContainText("Insults or harasses · by Dana Whitfield, until");
  await isAccessible({ page: omar.page, what: "the list of blocked visitors" });
  await list.getByRole("button", { name: "Unblock Rude" }).click();
  await expect(list.getByText("Nobody is blocked.")).toBeVisible();
  await patient.page.reload();
  await patient.open();
  await patient.fill({ name: "Sorry" });
  await patient.start();
  for (const context of [atHome, atDanas, atOmars]) await context.close();
});
