// Everyone can use it: rules that a program can check, the keyboard alone, where the focus goes, held messages, emergencies.
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA, OMAR } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { type Locator, type Page, expect } from "@playwright/test";
import { test, useServer } from "../support/test.ts";

const held = useServer();

test("each state of widget and console passes axe on phone and desktop, in light and dark", { tag: ["@accessibility", "@mobile", "@theming", "@wcag-1.1.1", "@wcag-1.3.1", "@wcag-1.4.1", "@wcag-1.4.3", "@wcag-2.4.1", "@wcag-4.1.2"] }, async ({ browser }) => {
  test.setTimeout(240_000);
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.visit(atWork, server);
  const widget = (what: string): Promise<void> => isAccessible({ page: patient.page, what: `widget, ${what}` });
  const console = (what: string): Promise<void> => isAccessible({ page: dana.page, what: `console, ${what}` });

  await console("sign-in");
  await dana.page.getByRole("button", { name: "Sign in" }).click();
  await expect(dana.page.getByText("Enter your e-mail address.")).toBeVisible();
  await console("sign-in with an error");
  await dana.signIn(DANA);
  await dana.goOnline();
  await console("empty");

  await widget("closed");
  await patient.open();
  await widget("departments");
  await patient.fill({ department: "Nurse line", name: "Maria", callback: "1" });
  await patient.panel.getByRole("button", { name: "Start chat" }).click();
  await expect(patient.panel.getByText("Please write a telephone number")).toBeVisible();
  await widget("form with an error");
  await patient.panel.getByLabel("Call-back number").fill("+1 212 555 0188");
  await patient.start();
  await widget("waiting");
  await dana.page.locator(".lists [data-row]").filter({ hasText: "Maria" }).click();
  await expect(dana.page.getByRole("heading", { name: "Maria is waiting" })).toBeVisible();
  await console("preview");
  await dana.page.getByRole("button", { name: "Accept chat" }).click();
  await patient.say("My card is 5500 0055 5555 5559, mail me at maria@example.org");
  await dana.say("Hello Maria, how can I help?");
  await dana.note("Asks about a bill");
  await patient.say("See http://files.example/setup.exe");
  await expect(dana.page.locator(".held")).toBeVisible();
  await patient.say("I have chest pain");
  await expect(patient.emergencyBanner).toBeVisible();
  await expect(dana.page.locator(".banner-danger")).toBeVisible();
  await widget("in chat, with masks, a held message and the emergency notice");
  await console("in chat, with masks, a note, a held message and the emergency banner");
  await dana.page.locator("button[aria-keyshortcuts=t]").click();
  await console("transfer dialogue");
  await dana.page.keyboard.press("Escape");
  await dana.page.locator("button[aria-keyshortcuts=e]").click();
  await console("closing dialogue");
  await dana.page.getByRole("dialog").getByRole("button", { name: "End chat" }).click();
  await expect(patient.panel.getByRole("button", { name: "Start a new chat" })).toBeVisible();
  await widget("ended");
  await console("ended");
  await dana.history();
  await console("history");
  await dana.page.locator(".lists [data-row]").filter({ hasText: "Maria" }).click();
  await dana.page.getByRole("button", { name: "Open chat" }).click();
  await expect(dana.seen("This reading is recorded in the audit log")).toBeVisible();
  await console("a chat of the history");
  await dana.page.keyboard.press("?");
  await console("sheet of keys");
  await atHome.close();
  await atWork.close();
});

test("the loader's own card, when the server is away, passes axe", async ({ context }) => {
  const { server } = held;
  const patient = await Patient.visit(context, server.sameSite);
  await context.route("**/panel/*", (route) => route.abort());
  await patient.launcher.click();
  await expect(patient.page.locator("bedside-chat .c").getByRole("button", { name: "Try again" })).toBeVisible({ timeout: 12_000 });
  await isAccessible({ page: patient.page, what: "loader, server away", within: "bedside-chat" });
});

test("a whole chat with the keyboard alone, on both sides", { tag: ["@keyboard", "@pre-chat-form", "@wcag-2.1.1", "@wcag-2.4.3", "@wcag-3.3.1", "@wcag-3.3.4"] }, async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.visit(atWork, server);
  const home = patient.page.keyboard;
  const work = dana.page.keyboard;

  await expect(dana.page.locator("input[name=email]"), "the cursor is where one begins").toBeFocused();
  await work.type(OMAR);
  await work.press("Tab");
  await work.type("a-wrong-password");
  await work.press("Enter");
  await expect(dana.page.getByRole("alert").filter({ hasText: "do not belong together" })).toBeVisible();
  await expect(dana.page.locator("input[name=password]"), "the focus goes to what must be mended").toBeFocused();
  await work.press("ControlOrMeta+a");
  await work.type("a-long-password-for-tests");
  await work.press("Enter");
  await expect(dana.page.getByRole("navigation", { name: "Screens" })).toBeVisible();
  await dana.connected();
  await tabTo(dana.page, dana.page.locator(".segment-online"));
  await work.press("Enter");
  await expect(dana.page.locator(".segment-online")).toHaveAttribute("aria-pressed", "true");

  await tabTo(patient.page, patient.launcher);
  await home.press("Enter");
  const billing = patient.panel.getByRole("button", { name: "Billing" });
  await expect(billing).toBeVisible();
  await tabTo(patient.page, billing);
  await home.press("Enter");
  await tabTo(patient.page, patient.panel.getByLabel("What may we call you?"));
  await home.type("Keya");
  await tabTo(patient.page, patient.panel.getByRole("button", { name: "Start chat" }));
  await home.press("Enter");
  await expect(patient.composer, "one can write at once").toBeFocused();
  await home.type("Hello");
  await home.press("Shift+Enter");
  await home.type("with two lines");
  await home.press("Enter");
  await patient.isState("Sent");
  await expect(patient.composer, "after sending, the focus stays").toBeFocused();

  await work.press("j");
  await expect(dana.page.locator("[data-row]").first()).toBeFocused();
  await work.press("Enter");
  await expect(dana.page.getByRole("heading", { name: "Keya is waiting" })).toBeFocused();
  await tabTo(dana.page, dana.page.getByRole("button", { name: "Accept chat" }));
  await work.press("Enter");
  await expect(dana.composer).toBeVisible();
  await work.press("r");
  await expect(dana.composer).toBeFocused();
  await work.type("Hi Keya, r and n are letters here");
  await work.press("Enter");
  await expect.poll(() => patient.texts()).toEqual(["Hello\nwith two lines", "Hi Keya, r and n are letters here"]);
  await expect(dana.composer).toBeFocused();
  await work.press("Escape");
  await work.press("n");
  await work.type("keyboard note");
  await work.press("Enter");
  await expect.poll(async () => (await dana.rows()).at(-1)).toEqual({ side: "note", text: "keyboard note" });
  await work.press("Escape");
  await work.press("t");
  await expect(dana.page.getByRole("dialog")).toBeVisible();
  await work.press("Escape");
  await expect(dana.page.getByRole("dialog")).toBeHidden();
  await work.press("?");
  await expect(dana.page.getByRole("heading", { name: "Keys" })).toBeVisible();
  await work.press("Escape");
  await work.press("e");
  await expect(dana.page.getByRole("dialog").getByRole("button", { name: "Cancel" }), "not on what cannot be undone").toBeFocused();
  await work.press("Tab");
  await work.press("Enter");
  await expect(dana.seen("This chat has ended.")).toBeVisible();

  await expect(patient.seen("Omar Haddad ended the chat")).toBeVisible();
  await home.press("Escape");
  await expect(patient.launcher, "Esc closes the window, and the focus is back on the button").toBeFocused();
  await expect(patient.launcher).toHaveAttribute("aria-expanded", "false");
  await atHome.close();
  await atWork.close();
});

test("a held message: its author sees that it is checked, staff see why and let it through", async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atWork, server, DANA);
  await patient.begin({ name: "Hal" });
  await dana.accept("Hal");
  const link = "Is this yours? http://files.example/setup.exe";
  await patient.say(link);
  await patient.isState("Being checked by staff");
  await expect(patient.seen("Not for emergencies: call 911"), "never left alone").toBeVisible();
  await expect(dana.page.locator(".held")).toContainText("It has a link to something that may run on this computer.");
  expect(await dana.page.locator(".transcript a").count(), "no link is made of it").toBe(0);
  await patient.say("hello?");
  await expect.poll(async () => (await dana.rows()).map(({ text }) => text)).toEqual([link, "hello?"]);
  await dana.page.locator(".held").getByRole("button", { name: "Release" }).click();
  await expect(dana.page.locator(".held")).toHaveCount(0);
  await expect.poll(async () => (await patient.lines()).map(({ state }) => state).filter((state) => state.includes("checked"))).toEqual([]);
  await expect.poll(async () => (await dana.texts()).toSorted()).toEqual(["hello?", link].toSorted());
  expect((await patient.texts()).toSorted()).toEqual((await dana.texts()).toSorted());
  await atHome.close();
  await atWork.close();
});

test("an emergency phrase shows the banner to the patient while typing, and to staff at once", { tag: ["@wcag-4.1.3"] }, async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atWork, server, DANA);
  await patient.begin({ name: "Eli" });
  await patient.composer.pressSequentially("I have chest pa");
  await expect(patient.emergencyBanner).toBeHidden();
  await patient.composer.pressSequentially("in");
  await expect(patient.emergencyBanner).toBeVisible();
  await expect(patient.emergencyBanner.getByRole("link", { name: "Call 911 now" })).toHaveAttribute("href", "tel:911");
  await expect(patient.emergencyBanner.getByRole("link", { name: /Call the clinic/ })).toHaveAttribute("href", "tel:+12125550100");
  await expect(patient.composer, "the cursor stays where one writes").toBeFocused();
  await patient.composer.press("Enter");
  await expect(dana.waiting.getByText("Urgent")).toBeVisible();
  await expect(dana.page.getByRole("alert").filter({ hasText: "Urgent: what a patient wrote in General questions may be an emergency." })).toHaveCount(1);
  await dana.accept("Eli");
  await expect(dana.page.locator(".banner-danger")).toContainText("This may be an emergency");
  await patient.panel.getByRole("button", { name: "Hide this notice" }).click();
  await patient.say("he wants to kill himself");
  await expect(patient.emergencyBanner, "said again, shown again").toBeVisible();
  await expect(dana.page.locator(".banner-danger")).toContainText("They were shown the number 911 and the phone +1 212 555 0100.");
  await atHome.close();
  await atWork.close();
});

/** Presses Tab until it has the focus, as a person would. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    const focused = await target.evaluate((element) => (element.getRootNode() as Document | ShadowRoot).activeElement === element && document.hasFocus());
    if (focused) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${String(target)}`);
}
