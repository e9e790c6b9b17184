// How a chat was, said by the patient after its end; and the numbers page, right and without content, with its file.
import { readFileSync } from "node:fs";
import { type BrowserContext } from "@playwright/test";
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA, OMAR, type Server } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

async function chat(atHome: BrowserContext, server: Server, dana: Staff, name: string): Promise<Patient> {
  const patient = await Patient.visit(atHome, server.sameSite);
  await patient.begin({ name });
  await dana.accept(name);
  await dana.say("How can I help?");
  await expect.poll(() => patient.texts()).toContain("How can I help?");
  return patient;
}

test("rating after the end: one tap with the keyboard, a masked comment, and staff who may read the chat see it", { tag: ["@rating"] }, async ({ browser }) => {
  test.setTimeout(180_000);
  const { server } = held;
  const [atHome, atDanas] = await Promise.all([browser.newContext(), browser.newContext()]);
  const dana = await Staff.arrive(atDanas, server, DANA);
  const patient = await chat(atHome, server, dana, "Iris");
  const conversation = await dana.conversationId();
  await patient.end();

  const steps = patient.panel.getByRole("group", { name: "How was this chat?" });
  await expect(steps.getByRole("radio")).toHaveCount(5);
  expect((await patient.panel.locator(".rating .step").first().boundingBox())?.height, "large enough for a thumb").toBeGreaterThanOrEqual(44);
  await isAccessible({ page: patient.page, what: "widget, how the chat was" });
  await steps.getByRole("radio", { name: "Very good" }).focus();
  await patient.page.keyboard.press("Space");
  await expect(patient.panel.locator(".rating [role=status]")).toHaveText("Thank you. Your answer was saved.");
  const comment = patient.panel.getByLabel("Would you like to say more? (optional)");
  await comment.fill("Kind and quick. My card is 5500 0055 5555 5559");
  await isAccessible({ page: patient.page, what: "widget, a comment on the chat" });
  await patient.panel.getByRole("button", { name: "Send comment" }).click();
  await expect(patient.panel.locator(".rating [role=status]")).toHaveText("Thank you. Your answer and your comment were saved.");
  await comment.fill("I want to kill myself");
  await expect(patient.emergencyBanner, "an emergency is one here too").toBeVisible();

  await dana.history();
  await dana.page.locator(`.lists [data-row="${conversation}"]`).click();
  await dana.page.getByRole("button", { name: /Open/ }).last().click();
  await expect(dana.seen("Very good (5 of 5)")).toBeVisible();
  await expect(dana.seen(/Kind and quick\. My card is X/)).toBeVisible();
  expect(await dana.page.locator("body").innerText(), "masked").not.toContain("5500 0055");
  await isAccessible({ page: dana.page, what: "the history, how the patient found the chat" });

  await patient.panel.getByRole("button", { name: "Send comment" }).click();
  const told = dana.page.getByText(/wrote in .+ after their chat ended is on the emergency list/);
  await expect(told, "and reaches the staff of the department").toBeVisible();
  await isAccessible({ page: dana.page, what: "an emergency after the end of a chat" });
  await dana.page.getByRole("button", { name: "Seen", exact: true }).click();
  await expect(told).toHaveCount(0);
  for (const context of [atHome, atDanas]) await context.close();
});

test("numbers: chats, missed, by hour and person, with few kept back, and a file that is safe in a spreadsheet", { tag: ["@reports"] }, async ({ browser }) => {
  test.setTimeout(180_000);
  const { server } = held;
  const [atHome, atDanas] = await Promise.all([browser.newContext(), browser.newContext()]);
  const dana = await Staff.arrive(atDanas, server, DANA);
  const numbers = async (staff: Staff): Promise<void> => {
    await staff.page.getByRole("button", { name: "Numbers", exact: true }).click();
    await expect(staff.page.getByRole("heading", { name: "Numbers", level: 2 })).toBeVisible();
  };
  const tile = (name: string) => dana.page.locator(".tiles > div", { has: dana.page.locator("dt", { hasText: new RegExp(`^${name}$`) }) }).locator("dd");
  const today = async (): Promise<number> => {
    await numbers(dana);
    await dana.page.getByRole("button", { name: "30 days" }).click();
    await expect(dana.page.getByRole("button", { name: "30 days" })).toHaveAttribute("aria-pressed", "true");
    await dana.page.getByRole("button", { name: "Today" }).click();
    await expect(dana.page.getByRole("button", { name: "Today" })).toHaveAttribute("aria-pressed", "true");
    await expect(tile("Chats")).toBeVisible();
    await dana.page.waitForLoadState("networkidle");
    return Number(await tile("Chats").innerText());
  };
  const before = await today();
  await dana.page.getByRole("button", { name: "Chats", exact: true }).click();
  for (const name of ["Ana", "Ben"]) {
    const patient = await chat(atHome, server, dana, name);
    await dana.endChat();
    await expect(patient.seen("Dana Whitfield ended the chat")).toBeVisible();
    await patient.panel.getByRole("button", { name: "Start a new chat" }).click();
    await patient.page.close();
  }
  expect(await today()).toBe(before + 2);
  await expect(dana.page.getByRole("img", { name: "By hour of the day" })).toBeVisible();
  await expect(dana.page.getByText(/Days and hours are those of \w+/)).toBeVisible();
  // Under another choice stand no figures of the one before: not while it loads, not when it could not be had.
  await dana.page.route("**/api/v1/numbers*", (route) => route.abort());
  await dana.page.getByRole("button", { name: "7 days" }).click();
  await expect(dana.page.locator(".numbers [role=alert]")).not.toBeEmpty();
  await expect(dana.page.getByRole("button", { name: "Save as CSV" })).toHaveCount(0);
  await expect(dana.page.locator(".tiles")).toHaveCount(0);
  await dana.page.unroute("**/api/v1/numbers*");
  await dana.page.getByRole("button", { name: "Today" }).click();
  await expect(dana.page.getByRole("status").filter({ hasText: /^Numbers from .+ to .+\.$/ })).toHaveCount(1);
  const text = await dana.page.locator(".numbers").innerText();
  for (const content of ["Ana", "Ben", "How can I help?"]) expect(text, "no content").not.toContain(content);
  await isAccessible({ page: dana.page, what: "numbers" });

  const [download] = await Promise.all([dana.page.waitForEvent("download"), dana.page.getByRole("button", { name: "Save as CSV" }).click()]);
  const csv = readFileSync(await download.path(), "utf8").replace("\uFEFF", "");
  const [header, total] = csv.split("\r\n");
  expect(header).toMatch(/^group,name,chats,served,/);
  expect(Number(total?.split(",")[2])).toBe(before + 2);
  expect(csv).toContain("person,Dana Whitfield,");

  await expect(dana.page.getByText("These are the chats that you served last.")).toBeVisible();
  // A supervisor sees their departments', by person.
  const atOmars = await browser.newContext();
  const omar = await Staff.arrive(atOmars, server, OMAR);
  await numbers(omar);
  const people = omar.page.getByRole("region", { name: "By person" }).getByRole("row", { name: /Dana Whitfield/ });
  await expect(people).toBeVisible();
  expect(Number(await people.getByRole("cell").first().innerText())).toBeGreaterThanOrEqual(2);
  for (const context of [atHome, atDanas, atOmars]) await context.close();
});
