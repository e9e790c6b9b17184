// Tags and close reason: chosen when a chat is ended, shown in the history, and listed by.
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("tags and close reason: chosen at the end, shown in the history, filtered by", { tag: ["@tags", "@search"] }, async ({ browser }) => {
  const { server } = held;
  const [atHome, atDanas] = await Promise.all([browser.newContext(), browser.newContext()]);
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atDanas, server, DANA);
  await patient.begin({ name: "Iris", topic: "An appointment" });
  await dana.accept("Iris");
  const conversation = await dana.conversationId();

  await dana.page.locator("button[aria-keyshortcuts=e]").click();
  const dialog = dana.page.getByRole("dialog");
  const reasons = dialog.getByRole("group", { name: "Why it ends (optional)" });
  await expect(reasons.getByRole("radio")).toHaveCount(4);
  await isAccessible({ page: dana.page, what: "the dialogue that ends a chat" });
  await reasons.getByRole("radio", { name: "Referred" }).check();
  const tags = dialog.getByRole("group", { name: "Tags (optional)" });
  await tags.getByRole("checkbox", { name: "Appointment" }).check();
  await tags.getByRole("checkbox", { name: "Documents" }).check();
  await dialog.getByRole("button", { name: "End chat" }).click();
  await expect(dialog).toBeHidden();
  await expect(dana.seen("Reason: Referred · Tags: Appointment, Documents"), "beneath the chat that ended").toBeVisible();
  await expect(patient.seen("Dana Whitfield ended the chat")).toBeVisible();
  expect(await patient.panel.locator("body").innerText(), "it is for staff").not.toContain("Referred");

  await dana.history();
  const row = dana.page.locator(`.lists [data-row="${conversation}"]`);
  await expect(row).toContainText("Referred · Appointment · Documents");
  await dana.page.getByLabel("Reason").selectOption({ label: "Solved" });
  await expect(row).toBeHidden();
  await expect(dana.page.getByText("No ended chat that you may read again has these.")).toBeVisible();
  await dana.page.getByLabel("Reason").selectOption({ label: "Referred" });
  await expect(row).toBeVisible();
  await dana.page.getByLabel("Tag").selectOption({ label: "Documents" });
  await expect(dana.page.locator(".lists .item")).toHaveCount(1);
  await row.click();
  await expect(dana.page.getByRole("definition").filter({ hasText: "Appointment, Documents" })).toBeVisible();
  await isAccessible({ page: dana.page, what: "the history, filtered, with a card open" });
  for (const context of [atHome, atDanas]) await context.close();
});
