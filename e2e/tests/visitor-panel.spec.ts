// Beside a chat: where the visitor came from, with what, how far that is checked, and their past chats.
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("visitor panel: page, device, identity, protection, and past chats that open as readings", { tag: ["@visitor-panel"] }, async ({ browser }) => {
  const { server } = held;
  const [atHome, atDanas] = [await browser.newContext(), await browser.newContext()];
  const patient = await Patient.visit(atHome, `${server.sameSite}?why=secret-reason#knee`);
  const dana = await Staff.arrive(atDanas, server, DANA);
  // A page that changes its address by itself, as many do.
  await patient.page.evaluate(() => history.pushState({}, "", "/orthopaedics/visits?why=secret-reason#knee"));
  await patient.begin({ name: "Nadia", topic: "A knee" });
  await dana.accept("Nadia");
  await patient.say("It hurts. My card is 4111 1111 1111 1111.");
  await expect.poll(() => dana.texts()).toHaveLength(1);
  const side = dana.page.getByRole("complementary", { name: "About this chat" });
  const fact = (name: string) => side.locator(".facts > div", { has: dana.page.locator("dt", { hasText: name }) }).locator("dd");
  await expect(fact("Came from")).toHaveText(`${new URL(server.sameSite).origin}/orthopaedics/visits`);
  await expect(fact("Device")).toHaveText("Computer, Chrome");
  await expect(fact("Identity")).toContainText("Not checked:");
  await expect(fact("Here since")).not.toBeEmpty();
  await expect(side.getByText("1 piece of text masked or hidden so far.")).toBeVisible();
  await expect(side.getByText("Encrypted with a key of its own.")).toBeVisible();
  expect(await dana.page.content(), "what the page's address said besides stays at home").not.toContain("secret-reason");
  await isAccessible({ page: dana.page, what: "a chat with the visitor beside it" });

  // Back on the same day: the first chat is found, and opened as a reading.
  await dana.endChat();
  await patient.page.close();
  const again = await Patient.visit(atHome, server.sameSite);
  await again.begin({ name: "Nadia" });
  await dana.accept("Nadia");
  await side.getByRole("button", { name: "Show past chats" }).click();
  await expect(side.getByRole("heading", { name: "Past chats" }), "the button that had the focus is gone").toBeFocused();
  await expect(dana.page.locator("[aria-live=polite]").filter({ hasText: "1 past chat." })).toHaveCount(1);
  // On a narrow screen the same is a dialogue, and nothing is asked for, or recorded, a second time.
  await dana.page.setViewportSize({ width: 900, height: 860 });
  await dana.page.getByRole("button", { name: "Visitor", exact: true }).click();
  const narrow = dana.page.getByRole("dialog", { name: "About this chat" });
  await expect(narrow.getByRole("button", { name: /^Open the chat of / })).toBeVisible();
  const twice = await dana.page.evaluate(() => {
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    return ids.filter((id, at) => ids.indexOf(id) !== at);
  });
  expect(twice, "each id once").toEqual([]);
  await narrow.getByRole("button", { name: "Close" }).click();
  await dana.page.setViewportSize({ width: 1280, height: 860 });
  await side.getByRole("button", { name: /^Open the chat of / }).click();
  const dialog = dana.page.getByRole("dialog", { name: "A past chat of Nadia" });
  await expect(dialog.getByText("Opening this chat is recorded in the audit log")).toBeVisible();
  await expect(dialog.getByText("It hurts.")).toHaveCount(0);
  await dialog.getByRole("button", { name: "Open chat" }).click();
  await expect(dialog.getByText("It hurts.")).toBeVisible();
  await expect(dialog.getByText("Computer, Chrome")).toBeVisible();
  await isAccessible({ page: dana.page, what: "a past chat", within: "dialog" });
  for (const context of [atHome, atDanas]) await context.close();
});
