// The lists: filters that are remembered and hide no emergency, several chats closed at once, and two who accept the same chat.
import type { Browser } from "@playwright/test";
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA, OMAR } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

async function asks(browser: Browser, name: string, department: string): Promise<Patient> {
  const patient = await Patient.visit(await browser.newContext(), held.server.sameSite);
  await patient.begin({ department, name });
  return patient;
}

test("filters of the list are remembered, say what they hide, and never hide an emergency", { tag: ["@agent-list"] }, async ({ browser }) => {
  const context = await browser.newContext();
  const dana = await Staff.arrive(context, held.server, DANA);
  const urgent = await asks(browser, "Berta", "General questions");
  const calm = await asks(browser, "Cora", "General questions");
  await expect(dana.waiting.getByRole("listitem")).toHaveCount(2);
  await dana.page.locator("[data-home]").focus();
  await dana.page.keyboard.press("f");
  const fields = dana.page.getByRole("group", { name: "Which chats are listed" });
  await expect(fields.getByLabel("Show")).toBeFocused();
  await isAccessible({ page: dana.page, what: "the filters of the lists", within: ".lists" });
  await fields.getByLabel("Waiting too long").check();
  await expect(dana.waiting.getByRole("listitem")).toHaveCount(0);
  await expect(dana.page.locator(".filter-line").getByText("2 chats are not shown.")).toBeVisible();
  await urgent.say("I have chest pain and cannot breathe.");
  await expect(dana.waiting.getByText("Berta"), "an emergency is always there").toBeVisible();
  await expect(dana.waiting.getByText("Cora")).toHaveCount(0);

  await dana.page.reload();
  await dana.connected();
  await expect(dana.page.getByRole("button", { name: "Filter (on)" }), "remembered").toBeVisible();
  await expect(dana.waiting.getByText("Cora")).toHaveCount(0);
  await dana.page.locator("[data-home]").focus();
  await dana.page.keyboard.press("f");
  await dana.page.locator("[data-home]").focus();
  await dana.page.keyboard.press("f");
  await expect(fields.getByLabel("Show"), "open already").toBeFocused();
  await dana.page.getByRole("button", { name: "Show all" }).click();
  await expect(dana.page.getByRole("button", { name: "Filter", exact: true }), "the button that had the focus is gone").toBeFocused();
  await expect(dana.waiting.getByText("Cora")).toBeVisible();
  await urgent.end();
  await calm.end();
  await context.close();
});

test("several chats are closed at once with a reason, and it says whom that affects", { tag: ["@agent-list"] }, async ({ browser }) => {
  const context = await browser.newContext();
  const dana = await Staff.arrive(context, held.server, DANA);
  const here = await asks(browser, "Doris", "General questions");
  const gone = await asks(browser, "Elsa", "General questions");
  const over = await asks(browser, "Frida", "General questions");
  for (const name of ["Doris", "Elsa", "Frida"]) await dana.accept(name);
  await expect(dana.page.getByRole("button", { name: "Close several …" })).toHaveCount(0);
  await over.end();
  await expect(dana.mine.locator("li", { hasText: "Frida" })).toContainText("Ended");
  await gone.page.close();
  await expect(dana.mine.locator("li", { hasText: "Elsa" })).toContainText("Away");
  await dana.page.getByRole("button", { name: "Close several …" }).click();
  const dialog = dana.page.getByRole("dialog", { name: "Close several chats" });
  await expect(dialog.getByRole("checkbox")).toHaveCount(2);
  await expect(dialog.getByText("1 chat ends: Elsa.")).toBeVisible();
  await expect(dialog.getByText("1 ended chat leaves your list. Nobody is told.")).toBeVisible();
  await dialog.getByLabel("Why they end").selectOption({ index: 1 });
  const reason = await dialog.getByLabel("Why they end").locator("option:checked").innerText();
  await isAccessible({ page: dana.page, what: "closing several chats", within: "dialog" });
  // What is beneath a modal dialogue is not read to anyone: it is said in the dialogue.
  await here.say("I am still here.");
  await expect(dialog.locator("[aria-live=polite]").filter({ hasText: "New message from Doris." })).toHaveCount(1);
  await dana.page.mouse.click(5, 5);
  await expect(dialog.getByLabel("Why they end"), "what was chosen goes by no click beside it").toHaveValue(/./);
  await dialog.getByRole("button", { name: "Close 2 chats" }).click();
  await expect(dialog).toBeHidden();
  await expect(dana.mine.getByRole("listitem"), "who is there stays").toHaveCount(1);
  await expect(dana.mine).toContainText("Doris");
  await expect(dana.mine.locator("li", { hasText: "Doris" })).toContainText("1 new");
  await dana.history();
  await expect(dana.page.locator(".lists li", { hasText: "Elsa" })).toContainText(reason);
  await here.end();
  await context.close();
});

test("two accept the same chat: one has it, the other reads a clear word", { tag: ["@collision"] }, async ({ browser }) => {
  const [atDanas, atOmars] = [await browser.newContext(), await browser.newContext()];
  // What the server tells Omar's page is held back for a moment, so that he presses the button after Dana did.
  let holding = false;
  const kept: (() => void)[] = [];
  await atOmars.routeWebSocket(/\/api\/v1\/socket/, (page) => {
    const server = page.connectToServer();
    server.onMessage((message) => (holding ? void kept.push(() => page.send(message)) : page.send(message)));
  });
  const dana = await Staff.arrive(atDanas, held.server, DANA);
  const omar = await Staff.arrive(atOmars, held.server, OMAR);
  const patient = await asks(browser, "Gerda", "General questions");
  const accept = omar.page.getByRole("button", { name: "Accept the chat with Gerda" });
  await expect(accept).toBeVisible();
  holding = true;
  await dana.accept("Gerda");
  await accept.click();
  await expect.poll(() => kept.length, "the card is gone, and the answer is there").toBeGreaterThan(1);
  holding = false;
  for (const deliver of kept.splice(0)) deliver();
  const word = omar.page.getByRole("alert").filter({ hasText: "A colleague has taken this chat." });
  await expect(word).toBeVisible();
  await expect(omar.composer).toBeHidden();
  await expect(patient.seen("Chatting with Dana Whitfield")).toBeVisible();
  await word.getByRole("button", { name: "Put away" }).click();
  await expect(word).toHaveCount(0);
  await patient.end();
  for (const context of [atDanas, atOmars]) await context.close();
});
