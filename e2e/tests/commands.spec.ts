// The command bar: every action with its key, and every chat by name, with the keyboard alone.
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("command bar: actions with their keys and chats by name, by keyboard alone; the sheet lists it", { tag: ["@keyboard"] }, async ({ browser }) => {
  const [atHome, atHers, atDanas] = [await browser.newContext(), await browser.newContext(), await browser.newContext()];
  const dana = await Staff.arrive(atDanas, held.server, DANA);
  const first = await Patient.visit(atHome, held.server.sameSite);
  await first.begin({ name: "Ilse" });
  await dana.accept("Ilse");
  const second = await Patient.visit(atHers, held.server.sameSite);
  await second.begin({ name: "Jana" });
  await dana.accept("Jana");
  await expect(dana.page.locator("h2[data-home]"), "and not the first chat's composer").toHaveText("Jana");
  const keys = dana.page.keyboard;
  const bar = dana.page.getByRole("dialog", { name: "Find an action or a chat" });
  const chosen = bar.getByRole("option", { selected: true });

  // From the middle of a text: what was begun stays.
  await dana.composer.fill("One moment");
  await keys.press("Control+k");
  await expect(bar.getByRole("combobox")).toBeFocused();
  for (const [words, key] of [["Write a note", "n"], ["Transfer the chat", "t"], ["End the chat", "e"], ["Filter the lists", "f"]] as const) {
    await expect(bar.getByRole("option", { name: words }).locator("kbd")).toHaveText(key);
  }
  await isAccessible({ page: dana.page, what: "the command bar", within: "dialog" });
  await keys.type("ilse");
  await expect(chosen).toHaveText("Open the chat with Ilse");
  await keys.press("Enter");
  await expect(bar).toBeHidden();
  await expect(dana.page.locator("h2[data-home]")).toHaveText("Ilse");
  await expect(dana.page.locator("h2[data-home]")).toBeFocused();

  // An action: the note, ready to be written.
  await keys.press("Control+k");
  await keys.type("write a note");
  await keys.press("Enter");
  await expect(dana.composer).toBeFocused();
  await expect(dana.page.getByRole("button", { name: "Note", exact: true })).toHaveAttribute("aria-pressed", "true");

  // Escape does nothing and gives the focus back; another screen; what a screen cannot do is not there.
  await keys.press("Control+k");
  await keys.press("Escape");
  await expect(dana.composer).toBeFocused();
  await keys.press("Control+k");
  await keys.type("go to hist");
  await keys.press("Enter");
  await expect(dana.page.getByRole("heading", { name: "Ended chats" })).toBeVisible();
  await keys.press("Control+k");
  await keys.type("transfer");
  await expect(bar.getByText("Nothing fits.")).toBeVisible();
  await bar.getByRole("combobox").fill("jana");
  await keys.press("Enter");
  await expect(dana.composer, "her text was kept").toHaveValue("One moment");

  await dana.page.locator("[data-home]").focus();
  await keys.press("?");
  await expect(dana.page.getByRole("dialog", { name: "Keys" }).getByText("Find an action or a chat; with Cmd on a Mac")).toBeVisible();
  for (const context of [atHome, atHers, atDanas]) await context.close();
});
