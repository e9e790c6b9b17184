// Naming a colleague in a note: found by "@", told without a word of the note, reading along; and never in a reply.
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA, OMAR } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("mentions in notes: @ finds a colleague, who is told without the text; texts of reply and note stay apart", { tag: ["@notes"] }, async ({ browser }) => {
  const [atHome, atDanas, atOmars] = [await browser.newContext(), await browser.newContext(), await browser.newContext()];
  const dana = await Staff.arrive(atDanas, held.server, DANA);
  const omar = await Staff.arrive(atOmars, held.server, OMAR);
  const patient = await Patient.visit(atHome, held.server.sameSite);
  await patient.begin({ name: "Paula" });
  await dana.accept("Paula");
  await patient.say("May I take both pills together?");
  await expect.poll(() => dana.texts()).toHaveLength(1);

  // In a reply an @ is an @.
  const list = dana.page.getByRole("listbox", { name: "Colleagues" });
  await dana.composer.fill("");
  await dana.composer.pressSequentially("Let me ask @Om");
  await expect(list).toBeHidden();

  // What is begun as a reply does not become a note, and the other way round.
  await dana.page.getByRole("button", { name: "Note", exact: true }).click();
  await expect(dana.composer).toHaveValue("");
  // Where nobody fits, the arrows move in the text.
  await dana.composer.fill("First line\n@zz");
  await expect(dana.page.getByText("No colleague of this department fits.")).toBeVisible();
  await dana.page.keyboard.press("ArrowUp");
  await expect.poll(() => dana.composer.evaluate((field: HTMLTextAreaElement) => field.selectionStart)).toBeLessThan(11);
  await dana.composer.fill("");
  await dana.composer.pressSequentially("@om");
  await expect(list.getByRole("option", { selected: true })).toContainText("Omar Haddad");
  await isAccessible({ page: dana.page, what: "naming a colleague", within: ".composer" });
  await dana.page.keyboard.press("Enter");
  await expect(dana.composer).toHaveValue("@Omar Haddad ");
  await dana.composer.pressSequentially("is that all right with her thyroid?");
  await dana.page.getByRole("button", { name: "Reply", exact: true }).click();
  await expect(dana.composer).toHaveValue("Let me ask @Om");
  await dana.page.getByRole("button", { name: "Note", exact: true }).click();
  await dana.page.getByRole("button", { name: "Save note" }).click();
  await expect(dana.composer).toHaveValue("");

  const mention = omar.page.getByRole("list", { name: /^Mentions/ }).getByRole("listitem");
  await expect(mention).toContainText("Dana Whitfield asks for you");
  await expect(mention).toContainText("Paula");
  expect(await omar.page.locator("body").innerText(), "no word of the note").not.toContain("thyroid");
  await isAccessible({ page: omar.page, what: "a list with a mention", within: ".lists" });
  await mention.getByRole("button", { name: "Read along in the chat with Paula" }).click();
  const pane = omar.page.getByRole("dialog", { name: "You watch the chat with Paula" });
  await expect(pane.locator(".side-note")).toContainText("is that all right with her thyroid?");
  await pane.getByLabel("Private note to Dana Whitfield").fill("An hour apart, please.");
  await pane.getByRole("button", { name: "Send note" }).click();
  await expect(dana.page.getByRole("region", { name: "From Omar Haddad, only for you and staff" })).toContainText("An hour apart, please.");
  await pane.getByRole("button", { name: "Stop watching" }).click();
  await mention.getByRole("button", { name: "Put away the mention in the chat with Paula" }).click();
  await expect(mention).toHaveCount(0);
  await expect(omar.page.getByRole("heading", { name: /^Waiting/ }), "the focus is where the row was").toBeFocused();

  // What is being written there is not lost when the chat ends, nor by a key pressed too early.
  await dana.page.getByRole("button", { name: "Note", exact: true }).click();
  await dana.composer.pressSequentially("@om");
  await dana.page.keyboard.press("Enter");
  await dana.page.getByRole("button", { name: "Save note" }).click();
  await mention.getByRole("button", { name: "Read along in the chat with Paula" }).click();
  const note = pane.getByLabel("Private note to Dana Whitfield");
  await note.fill("And not with milk.");
  await dana.endChat();
  await expect(pane.getByText("The chat has ended. There is nothing more to watch.")).toBeVisible();
  await expect(mention, "its row goes").toHaveCount(0);
  await expect(note).toHaveValue("And not with milk.");
  await expect(note).not.toBeEditable();
  await omar.page.keyboard.press("Escape");
  const sure = omar.page.getByRole("dialog", { name: "Stop watching?" });
  await isAccessible({ page: omar.page, what: "a note that was not sent", within: "dialog" });
  await sure.getByRole("button", { name: "Stop watching" }).click();
  await expect(pane).toBeHidden();
  expect(await patient.panel.locator(".log").innerText(), "notes and names are for staff").not.toMatch(/thyroid|An hour apart|Omar/);
  for (const context of [atHome, atDanas, atOmars]) await context.close();
});
