// Canned replies: found with "/", filled in, put where one writes, and sent only by sending.
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("canned replies: / search, variables, preview before send", { tag: ["@canned-replies"] }, async ({ browser }) => {
  const { server } = held;
  const [atHome, atDanas] = await Promise.all([browser.newContext(), browser.newContext()]);
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atDanas, server, DANA);
  await patient.begin({ name: "Iris", topic: "A question" });
  await dana.accept("Iris");
  const list = dana.page.getByRole("listbox", { name: "Canned replies" });
  const chosen = list.getByRole("option", { selected: true });
  const keys = dana.page.keyboard;

  // The key "/" leads to the list from anywhere; it follows what is typed and the arrows.
  await dana.page.locator("[data-home]").focus();
  await keys.press("/");
  await expect(dana.composer).toBeFocused();
  await expect(list.getByRole("option")).toHaveCount(6);
  await expect(dana.composer).toHaveAttribute("aria-activedescendant", "canned-0");
  await keys.press("ArrowDown");
  await expect(chosen).toContainText("/hola");
  await keys.press("ArrowUp");
  await expect(chosen).toContainText("Hello Iris, this is Dana Whitfield of Riverside Clinic.");
  await keys.type("brin");
  await expect(list.getByRole("option")).toHaveCount(1);
  await expect(chosen).toContainText("What to bring");

  // Escape takes the search away, and the list with it; the draft is as it was.
  await keys.press("Escape");
  await expect(list).toBeHidden();
  await expect(dana.composer).toHaveValue("");
  await expect(dana.composer).toBeFocused();

  // "/" as the first letter, Enter: it is in the text, to be read and changed, and nothing was sent.
  await keys.type("/hi");
  await expect(chosen).toContainText("Greeting");
  await keys.press("Enter");
  await expect(list).toBeHidden();
  const greeting = "Hello Iris, this is Dana Whitfield of Riverside Clinic. How can I help?";
  await expect(dana.composer).toHaveValue(greeting);
  await keys.type(" Take your time.");
  expect(await patient.texts(), "nothing is sent by choosing").toEqual([]);
  await keys.press("Enter");
  await expect.poll(() => patient.texts()).toEqual([`${greeting} Take your time.`]);

  // In the middle of a text with Ctrl and "/", by pointer.
  await keys.type("Yes. ");
  await keys.press("Control+/");
  await list.getByRole("option", { name: "/bye" }).click();
  await expect(dana.composer).toHaveValue("Yes. Thank you for writing to us, Iris. All the best from Riverside Clinic.");
  await expect(dana.composer).toBeFocused();

  // In a note it stays a note.
  await dana.page.getByRole("button", { name: "Note", exact: true }).click();
  await expect(dana.composer).toHaveValue("");
  await keys.type("/wait");
  await keys.press("Enter");
  await expect(dana.composer).toHaveValue("One moment please, Iris. I will look it up.");
  await expect(dana.page.locator(".composer-note")).toBeVisible();
  await keys.press("Enter");
  await expect.poll(() => dana.rows()).toContainEqual({ side: "note", text: "One moment please, Iris. I will look it up." });
  expect(await patient.texts()).toHaveLength(1);

  // What fits nothing is not sent by Enter.
  await keys.type("/nothing-like-it");
  await expect(dana.page.getByText("No canned reply fits.")).toBeVisible();
  await keys.press("Enter");
  await expect(dana.composer).toHaveValue("/nothing-like-it");
  await dana.composer.fill("");
  await keys.press("/");
  await expect(list).toBeVisible();
  await isAccessible({ page: dana.page, what: "the console with the canned replies open" });
  for (const context of [atHome, atDanas]) await context.close();
});

test("canned replies: what is not known cannot be sent by mistake", { tag: ["@canned-replies"] }, async ({ browser }) => {
  const { server } = held;
  const [atHome, atDanas] = await Promise.all([browser.newContext(), browser.newContext()]);
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atDanas, server, DANA);
  await patient.begin({ topic: "No name given" });
  await dana.accept("Patient");
  const keys = dana.page.keyboard;
  await dana.page.getByRole("button", { name: "Canned replies" }).click();
  await keys.type("wait");
  await keys.press("Enter");
  await expect(dana.composer).toHaveValue("One moment please, {visitor?}. I will look it up.");
  await keys.press("Enter");
  await expect(dana.page.getByText("Fill in “visitor” first")).toBeVisible();
  await expect(dana.composer).toHaveValue("One moment please, {visitor?}. I will look it up.");
  expect(await patient.texts()).toEqual([]);
  // The gap is selected: what is typed takes its place.
  await keys.type("friend");
  await keys.press("Enter");
  await expect.poll(() => patient.texts()).toEqual(["One moment please, friend. I will look it up."]);
  for (const context of [atHome, atDanas]) await context.close();
});
