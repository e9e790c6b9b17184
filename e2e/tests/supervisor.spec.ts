// What a supervisor does from the board: reads a chat along unseen, writes who serves it a private word, takes it over, and sets a
// colleague's availability.
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA, OMAR } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();
const DEPARTMENT = "General questions";

const board = (staff: Staff) => staff.page.getByRole("article", { name: DEPARTMENT });

test("the board shows live who waits, for how long, and each person's load", { tag: ["@supervisor"] }, async ({ browser }) => {
  const [atHome, atDanas, atOmars] = [await browser.newContext(), await browser.newContext(), await browser.newContext()];
  const dana = await Staff.arrive(atDanas, held.server, DANA);
  const omar = await Staff.arrive(atOmars, held.server, OMAR);
  await omar.page.getByRole("button", { name: "Board" }).click();
  const numbers = board(omar).locator(".board-numbers dd");
  await expect(numbers).toHaveText(["0", "None", "2"]);
  const patient = await Patient.visit(atHome, held.server.sameSite);
  await patient.begin({ department: DEPARTMENT, name: "Wanda" });
  await expect(numbers.first(), "by itself").toHaveText("1", { timeout: 15_000 });
  await expect(numbers.nth(1)).toContainText(/^\d+:\d\d/);
  const load = board(omar).locator("ul").first().locator("li", { hasText: "Dana Whitfield" });
  await expect(load).toContainText("0 chats");
  await dana.accept("Wanda");
  await expect(load, "her load").toContainText("1 chat", { timeout: 15_000 });
  await expect(numbers.first()).toHaveText("0");
  await expect(numbers.nth(1)).toHaveText("None");
  await dana.endChat();
  for (const context of [atHome, atDanas, atOmars]) await context.close();
});

test("a supervisor watches unseen, whispers, and takes over", { tag: ["@supervisor"] }, async ({ browser }) => {
  const [atHome, atDanas, atOmars] = [await browser.newContext(), await browser.newContext(), await browser.newContext()];
  const dana = await Staff.arrive(atDanas, held.server, DANA);
  const omar = await Staff.arrive(atOmars, held.server, OMAR);
  const patient = await Patient.visit(atHome, held.server.sameSite);
  await patient.begin({ department: DEPARTMENT, name: "Iris" });
  await dana.accept("Iris");
  await patient.say("My results are late. Call me at 415-555-0132.");
  await expect.poll(() => dana.texts()).toHaveLength(1);

  await omar.page.getByRole("button", { name: "Board" }).click();
  await expect(board(omar)).toBeVisible();
  expect(await omar.page.locator(".board").innerText(), "no name before it is asked for").not.toContain("Iris");
  await board(omar).getByRole("button", { name: "Show running chats" }).click();
  await board(omar).getByRole("button", { name: "Watch the chat with Iris" }).click();
  const pane = omar.page.getByRole("dialog", { name: "You watch the chat with Iris" });
  await expect(pane.getByText("My results are late.")).toBeVisible();
  await expect(pane, "what policy hides is hidden from who reads along").not.toContainText("415-555-0132");
  await dana.say("I am looking, one moment.");
  await expect(pane.getByText("I am looking, one moment."), "live").toBeVisible();
  // What comes to them after the watching began is there: a line about it would have come before.
  await expect.poll(() => patient.texts()).toContain("I am looking, one moment.");
  await patient.say("Thank you, I wait.");
  await expect.poll(() => dana.texts()).toContain("Thank you, I wait.");
  await expect(pane.getByText("Thank you, I wait.")).toBeVisible();
  const before = await patient.panel.locator(".panel").innerText();
  expect(before, "the patient sees nothing of it").not.toContain("Omar");
  expect(await dana.page.locator(".shell").innerText(), "nor does who serves it").not.toContain("Omar Haddad");
  await isAccessible({ page: omar.page, what: "watching a chat", within: "dialog" });

  // A private word: at once, unmistakable, and never to the patient.
  await pane.getByLabel("Private note to Dana Whitfield").fill("Offer her a call back today.");
  await pane.getByRole("button", { name: "Send note" }).click();
  const whisper = dana.page.getByRole("region", { name: "From Omar Haddad, only for you and staff" });
  await expect(whisper).toContainText("Offer her a call back today.");
  await expect(pane.locator(".side-note").getByText("Offer her a call back today.")).toBeVisible();
  expect(await dana.rows()).toContainEqual({ side: "note", text: "Offer her a call back today." });
  await isAccessible({ page: dana.page, what: "a supervisor's word", within: ".pane" });
  await whisper.getByRole("button", { name: "Put away" }).click();
  await expect(whisper).toHaveCount(0);
  await dana.say("May we call you back today?");
  await expect.poll(async () => (await patient.texts()).at(-1)).toBe("May we call you back today?");
  expect(await patient.panel.locator(".log").innerText()).not.toContain("Offer her");

  // What is written and not sent is not lost without a word: not by Esc, not on the way to another screen.
  const note = pane.getByLabel("Private note to Dana Whitfield");
  await note.fill("Begun and not sent.");
  const leaving = omar.page.getByRole("dialog", { name: "Stop watching?" });
  for (const leave of [() => omar.page.keyboard.press("Escape"), () => omar.page.goBack()]) {
    await leave();
    await expect(leaving.getByText("Your note to Dana Whitfield was not sent.")).toBeVisible();
    await leaving.getByRole("button", { name: "Go on watching" }).click();
    await expect(leaving).toBeHidden();
  }
  await expect(note).toHaveValue("Begun and not sent.");

  // Taken over: the patient is told, and so is who served it.
  await pane.getByRole("button", { name: "Take over" }).click();
  const sure = omar.page.getByRole("dialog", { name: "Take over the chat with Iris?" });
  await expect(sure.getByText("The patient sees that you joined; Dana Whitfield is told and leaves the chat.")).toBeVisible();
  await sure.getByRole("button", { name: "Take over" }).click();
  await expect(omar.composer).toBeVisible();
  await expect(omar.composer, "what was begun came along, as a note").toHaveValue("Begun and not sent.");
  await expect(omar.page.getByRole("button", { name: "Note", exact: true })).toHaveAttribute("aria-pressed", "true");
  await expect(omar.seen("415-555-0132"), "who serves it reads all of it").toBeVisible();
  await expect(patient.seen("Chatting with Omar Haddad")).toBeVisible();
  await expect(dana.seen("Omar Haddad serves this chat now.")).toBeVisible();
  await expect(dana.composer).toBeHidden();
  await omar.say("I take care of it myself.");
  await expect.poll(async () => (await patient.texts()).at(-1)).toBe("I take care of it myself.");
  await expect(dana.seen("I take care of it myself.")).toHaveCount(0);
  await omar.endChat();
  for (const context of [atHome, atDanas, atOmars]) await context.close();
});

test("a supervisor sets a colleague to away and back, and the colleague is told by whom", { tag: ["@presence", "@supervisor"] }, async ({ browser }) => {
  const [atDanas, atOmars] = [await browser.newContext(), await browser.newContext()];
  const dana = await Staff.arrive(atDanas, held.server, DANA);
  const omar = await Staff.arrive(atOmars, held.server, OMAR);
  await omar.page.getByRole("button", { name: "Board" }).click();
  await board(omar).getByRole("button", { name: "Set Dana Whitfield to away" }).click();
  await expect(dana.page.locator(".segment-away")).toHaveAttribute("aria-pressed", "true");
  await expect(dana.page.locator(".availability-hint")).toHaveText("Omar Haddad set you to away.");
  await board(omar).getByRole("button", { name: "Set Dana Whitfield to online" }).click();
  await expect(dana.page.locator(".availability-hint")).toHaveText("Omar Haddad set you to online.");
  await dana.page.getByRole("button", { name: "Away", exact: true }).click();
  await expect(dana.page.locator(".availability-hint"), "their own choice again").toHaveText("You are away: for patients you are not here. Your chats go on.");
  for (const context of [atDanas, atOmars]) await context.close();
});
