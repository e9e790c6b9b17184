// Settings at the console: from nothing to a chat, what patients read of a policy, hours, two who change the same, accounts, removing a
// department, the keyboard alone.
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { type Locator, type Page } from "@playwright/test";
import { ADA, Administrator } from "../support/administrator.ts";
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();
/** A web site of the clinic's own, served by the test. */
const clinic = createServer((_request, response) => {
  response.setHeader("content-type", "text/html");
  response.end(`<!doctype html><html lang="en"><title>Dental</title><h1>Dental</h1>${snippet}</html>`);
});
let snippet = "";

test.beforeAll(() => new Promise<void>((resolve) => clinic.listen(0, "127.0.0.1", resolve)));
test.afterAll(() => new Promise<unknown>((resolve) => clinic.close(resolve)));

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let n = 0; n < 120; n += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key does not lead to ${target}`);
}

test("newcomer: a department is opened, its policy written, a person added, the site embedded, and a chat starts in it", { tag: ["@canned-replies", "@theming"] }, async ({ browser }) => {
  // Eight looks at all sizes and colours lie on the way.
  test.setTimeout(240_000);
  const { server } = held;
  const origin = `http://localhost:${(clinic.address() as AddressInfo).port}`;
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const ada = await Administrator.arrive(context, server);
  await isAccessible({ page: ada.page, what: "settings, first steps" });

  await ada.addDepartment("Dental", "Strict");
  expect(await ada.page.evaluate(() => document.documentElement.scrollHeight - innerHeight), "the page does not scroll beside the pane").toBeLessThanOrEqual(0);
  const bar = await ada.pane.locator(".set-bar").boundingBox();
  expect((bar?.y ?? 0) + (bar?.height ?? 0), "the bar that saves is at the foot of the pane").toBeCloseTo(ada.page.viewportSize()?.height ?? 0, 0);
  await expect(ada.pane.getByText("Everything is saved."), "nothing was saved here yet").toHaveCount(0);
  await ada.section("Privacy");
  const summary = ada.pane.getByRole("complementary", { name: "What patients read" });
  await expect(summary.getByText("kept for 1 day after the chat ends")).toBeVisible();
  await expect(summary.getByText(/at Dental .*can read this chat/)).toBeVisible();
  await expect(ada.pane.getByRole("group", { name: "Who holds the key" }).getByRole("radio"), "what cannot be chosen is no choice").toHaveCount(1);
  await expect(ada.pane.locator(".notice", { hasText: "in this release nothing is deleted when the time is over" })).toBeVisible();
  await ada.pane.getByLabel("The notice patients agree to").fill("Our dental team reads what you write here.");
  await ada.pane.getByLabel("How many").fill("3");
  await expect(summary.getByText("kept for 3 days after the chat ends")).toBeVisible();
  await expect(summary.getByText("Our dental team reads")).toBeVisible();
  await ada.pane.getByRole("group", { name: "Telephone numbers" }).getByRole("radio", { name: "They are hidden from all" }).check();
  await expect(ada.pane.getByText("What becomes weaker holds for chats opened from then on.")).toBeVisible();
  await expect(ada.pane.getByText("The notice gets the next number.")).toBeVisible();
  await isAccessible({ page: ada.page, what: "settings, privacy policy" });
  await ada.saved();
  await ada.section("Canned replies");
  await ada.pane.getByRole("button", { name: "Add a reply" }).click();
  await ada.pane.getByLabel("Shortcut").fill("hi");
  await ada.pane.getByLabel("Title").fill("Greeting");
  await ada.pane.getByRole("textbox", { name: "Text" }).fill("Hello {visitor}, this is the dental team.");
  await ada.saved();

  await ada.section("General");
  await ada.pane.getByRole("button", { name: "Open the accounts" }).click();
  await ada.pane.getByRole("button", { name: "Add a person" }).click();
  const dialog = ada.page.getByRole("dialog");
  await dialog.getByLabel("E-mail").fill("nadia@riverside.example");
  await dialog.getByLabel("Name").fill("Nadia Roy");
  await dialog.getByLabel("Dental").check();
  const password = await dialog.getByLabel("Password").inputValue();
  expect(password.length).toBeGreaterThanOrEqual(19);
  await dialog.getByRole("button", { name: "Copy", exact: true }).click();
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe(password);
  await dialog.getByRole("button", { name: "Add a person" }).click();
  await expect(ada.pane.getByText("nadia@riverside.example")).toBeVisible();
  await expect(ada.pane.getByText("Nadia Roy can sign in now.")).toBeVisible();
  await isAccessible({ page: ada.page, what: "settings, accounts" });
  await ada.open("Dental");
  await expect(ada.pane.getByText("Nadia Roy"), "a department names its people").toBeVisible();
  await ada.page.locator(".lists").getByRole("button", { name: "Add a department" }).click();
  await expect(dialog.getByRole("textbox", { name: "Name", exact: true }), "its label is its own, not that of the page behind").toHaveCount(1);
  await dialog.getByRole("button", { name: "Cancel" }).click();

  await ada.page.locator(".lists").getByRole("button", { name: "Add a site" }).click();
  await ada.pane.getByLabel("Name", { exact: true }).fill("Riverside Dental");
  await expect(ada.pane.getByLabel("The clinic’s telephone"), "another clinic's number is not taken for this one's").toHaveValue("");
  await ada.pane.getByLabel("The clinic’s telephone").fill("+1 212 555 0111");
  const addresses = ada.pane.getByLabel("Addresses of its pages");
  await addresses.fill("http://www.clinic.example");
  await ada.pane.getByRole("button", { name: "Add a site" }).click();
  await expect(ada.pane.getByRole("alert").getByText(/Addresses of its pages: Use https:\/\/; http:\/\/ is for localhost only/)).toBeVisible();
  await expect(addresses, "the field is marked").toHaveAttribute("aria-invalid", "true");
  await addresses.fill(`${origin}/contact`);
  await addresses.blur();
  await expect(addresses).toHaveValue(origin);
  await expect(ada.pane.getByText(`/contact was left out: the chat works on every page of ${origin}.`)).toBeVisible();
  await ada.pane.getByRole("button", { name: "Add a site" }).click();
  await expect(ada.pane.getByRole("heading", { name: "Put the chat on your pages" })).toBeVisible();
  await ada.pane.getByLabel("A colour of your own").check();
  await ada.pane.getByLabel("Colour", { exact: true }).fill("#ffcc00");
  await expect(ada.pane.getByText(/^Black on this colour: 13(\.\d)? to 1\. Everyone can read it/)).toBeVisible();
  await ada.pane.getByLabel("Colour", { exact: true }).fill("#0b5f63");
  await expect(ada.pane.getByText(/^White on this colour: 7(\.\d)? to 1\. Everyone can read it/)).toBeVisible();
  await ada.saved();
  await ada.flat();
  await isAccessible({ page: ada.page, what: "settings, a site" });
  await ada.pane.getByRole("button", { name: "Copy the lines" }).click();
  await expect(ada.pane.getByText("Copied. Paste them into your page.")).toBeVisible();
  snippet = await ada.page.evaluate(() => navigator.clipboard.readText());
  expect(snippet.split("\n")).toHaveLength(2);

  const patient = await Patient.visit(await browser.newContext(), `${origin}/`);
  await patient.open();
  await patient.panel.getByRole("button", { name: "Dental" }).click();
  await expect(patient.seen("Our dental team reads what you write here.")).toBeVisible();
  await patient.panel.getByLabel("What may we call you?").fill("Maria");
  await patient.start();
  await patient.say("It hurts.");

  const nadia = await Staff.arrive(await browser.newContext(), server, "nadia@riverside.example", password);
  await nadia.accept("Maria");
  await nadia.composer.focus();
  await nadia.page.keyboard.type("/hi");
  await expect(nadia.page.getByRole("option", { name: /Greeting/ })).toBeVisible();
  await nadia.say("We have time at four.");
  await expect(patient.seen("We have time at four.")).toBeVisible();
});

test("business hours on a screen: a date that differs closes the widget, and the switch does at once", { tag: ["@hours"] }, async ({ browser }) => {
  test.setTimeout(180_000);
  const { server } = held;
  const ada = await Administrator.arrive(await browser.newContext(), server);
  await ada.open("Vaccinations");
  await ada.section("Opening hours");
  await ada.pane.getByRole("radio", { name: "At certain hours." }).check();
  await ada.pane.getByLabel("Time zone").fill("Mars/Base");
  await ada.save.click();
  await expect(ada.pane.getByRole("alert").getByText(/No time zone is called "Mars\/Base"; choose one of the list/)).toBeVisible();
  await expect(ada.pane.getByRole("group", { name: "What cannot be saved" })).toBeFocused();
  await ada.pane.getByRole("alert").getByRole("button", { name: /Mars/ }).click();
  await expect(ada.pane.getByLabel("Time zone")).toBeFocused();
  await ada.pane.getByLabel("Time zone").fill("new york");
  await ada.pane.getByLabel("Time zone").blur();
  await expect(ada.pane.getByLabel("Time zone"), "a city is enough").toHaveValue("America/New_York");
  await ada.pane.getByLabel("Time zone").fill("UTC");
  for (const day of ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]) {
    const row = ada.pane.getByRole("group", { name: day, exact: true });
    while (await row.getByRole("button", { name: "remove these hours" }).count()) await row.getByRole("button", { name: "remove these hours" }).first().click();
    await row.getByRole("button", { name: "add hours" }).click();
    await row.getByLabel(`${day}: open from`).fill("00:00");
    await row.getByLabel(`${day}: open until`).fill("00:00");
  }
  await ada.saved();
  const opens = async (): Promise<Patient> => {
    const patient = await Patient.visit(await browser.newContext(), server.sameSite);
    await patient.open();
    return patient;
  };
  const before = await opens();
  await expect(before.panel.getByRole("button", { name: "Vaccinations" })).not.toContainText("Closed now");

  for (const after of [-1, 0, 1]) {
    await ada.pane.getByLabel("Date", { exact: true }).fill(new Date(Date.now() + after * 86_400_000).toISOString().slice(0, 10));
    await ada.pane.getByRole("button", { name: "Add this date" }).click();
  }
  await isAccessible({ page: ada.page, what: "settings, opening hours" });
  await ada.saved();
  const holiday = await opens();
  await holiday.fill({ department: "Vaccinations" });
  await expect(holiday.seen("Vaccinations is closed now")).toBeVisible();

  await ada.open("General questions");
  await ada.section("Opening hours");
  await ada.pane.getByLabel("Closed now, whatever the hours say").check();
  await ada.saved();
  const shut = await opens();
  await expect(shut.panel.getByRole("button", { name: "General questions" })).toContainText("Closed now");
  await ada.pane.getByLabel("Closed now, whatever the hours say").uncheck();
  await ada.saved();
});

test("two administrators: the second hears of the first one's change, and neither change is lost", { tag: ["@assignment"] }, async ({ browser }) => {
  const { server } = held;
  const one = await Administrator.arrive(await browser.newContext(), server);
  const other = await Administrator.arrive(await browser.newContext(), server);
  await one.open("Billing");
  await other.open("Billing");
  await one.pane.getByLabel("Name", { exact: true }).fill("Invoices");
  await one.saved();
  await other.section("Assigning chats");
  await other.pane.getByRole("radio", { name: "Offered to one after the other." }).check();
  await other.save.click();
  await expect(other.pane.getByText(/Somebody else changed this while you were at it/)).toBeVisible();
  await isAccessible({ page: other.page, what: "settings, a conflict" });
  await other.pane.getByRole("button", { name: "Put my changes on top of theirs" }).click();
  await expect(other.pane.getByText("They changed: General.")).toBeVisible();
  await expect(other.pane.getByRole("group", { name: "What cannot be saved" })).toBeFocused();
  await other.saved();
  await expect(other.pane.getByRole("heading", { level: 2, name: "Invoices" })).toBeVisible();

  await one.page.reload();
  await one.open("Invoices");
  await one.section("Assigning chats");
  await expect(one.pane.getByRole("radio", { name: "Offered to one after the other." })).toBeChecked();
  await isAccessible({ page: one.page, what: "settings, assigning chats" });
  await one.pane.getByRole("radio", { name: "Staff take them from the queue." }).check();
  await one.section("General");
  await one.pane.getByLabel("Name", { exact: true }).fill("Billing");
  await one.saved();
});

test("unsaved changes are guarded, and a department is not removed under people", async ({ browser }) => {
  const { server } = held;
  const ada = await Administrator.arrive(await browser.newContext(), server);
  await ada.open("Nurse line");
  await ada.section("Form");
  await ada.pane.getByRole("button", { name: "Add a question" }).click();
  await ada.page.locator(".lists").getByRole("button", { name: "Accounts" }).click();
  const asked = ada.page.getByRole("dialog", { name: "Leave without saving?" });
  await asked.getByRole("button", { name: "Stay" }).click();
  await ada.page.goBack();
  await expect(asked).toBeVisible();
  await ada.page.keyboard.press("Escape");
  await ada.save.click();
  await expect(ada.pane.getByRole("alert").getByText(/Form: Field 2: a label has/)).toBeVisible();
  await isAccessible({ page: ada.page, what: "settings, a form with a fault" });
  await ada.pane.getByRole("button", { name: "Discard changes" }).click();

  const patient = await Patient.visit(await browser.newContext(), server.sameSite);
  await patient.begin({ department: "Nurse line", name: "Ida" });
  await ada.section("General");
  await ada.pane.getByRole("button", { name: "Remove this department" }).click();
  const dialog = ada.page.getByRole("dialog", { name: "Remove Nurse line?" });
  await dialog.getByRole("button", { name: "Remove it" }).click();
  await expect(dialog.getByText(/Waiting here: 1, being served here: 0/)).toBeVisible();
  await patient.end();
  await dialog.getByRole("button", { name: "Remove it" }).click();
  await expect(dialog).toBeHidden();
  await expect(ada.page.locator(".lists").getByRole("button", { name: "Nurse line" })).toHaveCount(0);
  const next = await Patient.visit(await browser.newContext(), server.sameSite);
  await next.open();
  await expect(next.panel.getByRole("button", { name: "Billing" })).toBeVisible();
  await expect(next.panel.getByRole("button", { name: "Nurse line" })).toHaveCount(0);
});

test("accounts: another role and a new password sign somebody out, and nobody disables themselves", async ({ browser }) => {
  const { server } = held;
  const ada = await Administrator.arrive(await browser.newContext(), server);
  const omar = await Staff.arrive(await browser.newContext(), server, "omar@riverside.example");
  await ada.open("Accounts");
  await ada.pane.getByRole("button", { name: /Ada Lindqvist \(you\)/ }).click();
  await expect(ada.pane.getByRole("button", { name: "Disable …" })).toHaveCount(0);
  await ada.pane.getByRole("button", { name: /Omar Haddad/ }).click();
  await ada.pane.getByRole("radio", { name: "Agent" }).check();
  await expect(ada.pane.getByText("With another role they have to sign in again.")).toBeVisible();
  await ada.pane.getByRole("button", { name: "Save changes" }).click();
  await expect(omar.page.getByText("Your session has ended. Sign in again to go on.")).toBeVisible();
  await omar.signIn("omar@riverside.example");
  await expect(omar.page.getByRole("button", { name: "Board" })).toHaveCount(0);

  await ada.pane.getByRole("button", { name: "New password …" }).click();
  const dialog = ada.page.getByRole("dialog", { name: "A new password for Omar Haddad" });
  await dialog.getByLabel("Password").fill("short");
  await dialog.getByRole("button", { name: "Set this password" }).click();
  await expect(dialog.getByText("A password has at least 12 characters.")).toBeVisible();
  await isAccessible({ page: ada.page, what: "settings, a new password" });
  await dialog.getByLabel("Password").fill("omars-own-new-password");
  await dialog.getByRole("button", { name: "Set this password" }).click();
  await expect(omar.page.getByText("Your session has ended. Sign in again to go on.")).toBeVisible();
  await omar.signIn("omar@riverside.example", "omars-own-new-password");

  await ada.pane.getByRole("button", { name: "Disable …" }).click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Disable it" }).click();
  await expect(omar.page.getByText("Your session has ended. Sign in again to go on.")).toBeVisible();
  await expect(ada.pane.getByRole("button", { name: /Omar Haddad.+Disabled/ })).toBeVisible();
});

test("settings with the keyboard alone", { tag: ["@keyboard"] }, async ({ browser }) => {
  const { server } = held;
  const ada = await Administrator.arrive(await browser.newContext(), server, ADA);
  const { page, pane } = ada;
  await page.keyboard.press("j");
  await expect(page.locator("[data-row]").first()).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await expect(pane.getByRole("heading", { level: 2 })).toBeFocused();
  await tabTo(page, pane.getByRole("button", { name: "Privacy" }));
  await page.keyboard.press("Enter");
  await tabTo(page, pane.getByRole("radio", { name: "As everywhere." }));
  await page.keyboard.press("ArrowDown");
  await expect(pane.getByRole("radio", { name: "Staff may not copy from the chat." })).toBeChecked();
  await tabTo(page, ada.save);
  await page.keyboard.press("Enter");
  await expect(pane.getByText("Everything is saved.")).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("Settings, for administrators");
  await page.keyboard.press("Escape");
});
