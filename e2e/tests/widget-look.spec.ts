// What a site decides about its widget: colour, corner, greeting, invitation, form; and the chat as a page of its own.
import { type BrowserContext, expect } from "@playwright/test";
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA, type Server } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { test, useServer } from "../support/test.ts";
import { Watch } from "../support/watch.ts";

test.use({ actionTimeout: 15_000 });
const held = useServer();

test("a site's colour, corrected until it can be read; its corner; its greeting", { tag: ["@theming"] }, async ({ browser }) => {
  test.setTimeout(120_000);
  const { server } = held;
  const context = await browser.newContext({ permissions: ["local-network-access"] });
  await pageWith(context, server, `data-colour="#ffd100" data-position="start"`);
  await context.route("**/api/v1/sites/*", async (route) => {
    const answer = await route.fetch();
    const look = { colour: "#ffd100", greeting: "Welcome to Riverside.", position: "start", language: "page" };
    await route.fulfill({ response: answer, json: { ...(await answer.json()), look } });
  });
  const patient = await Patient.visit(context, server.sameSite);
  const style = (name: string) => patient.launcher.evaluate((button, name) => getComputedStyle(button).getPropertyValue(name), name);
  expect(await style("background-color")).toBe("rgb(255, 209, 0)");
  expect(await style("color"), "black stands out on yellow, white does not").toBe("rgb(0, 0, 0)");
  expect((await patient.launcher.boundingBox())?.x).toBeLessThan(40);
  await patient.open();
  await expect(patient.seen("Welcome to Riverside.")).toBeVisible();
  const header = patient.panel.locator(".header");
  await expect(header).toHaveCSS("background-color", "rgb(255, 209, 0)");
  await expect(header).toHaveCSS("color", "rgb(0, 0, 0)");
  expect((await patient.page.locator("bedside-chat .c").boundingBox())?.x).toBeLessThan(40);
  await isAccessible({ page: patient.page, what: "departments in the site's colour" });
  await patient.fill({ name: "Yara" });
  await patient.start();
  await patient.say("Is this readable?");
  await isAccessible({ page: patient.page, what: "a chat in the site's colour" });
  await context.close();
});

test("a form asks what fits: choice, day, box, lines; only what is shown is asked and sent", { tag: ["@pre-chat-form"] }, async ({ browser }) => {
  test.setTimeout(120_000);
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const dana = await Staff.arrive(atWork, server, DANA);
  const patient = await Patient.visit(atHome, server.sameSite);
  await patient.open();
  await patient.fill({ department: "Appointments", name: "Fay" });
  const field = (label: string | RegExp) => patient.panel.getByLabel(label);
  await expect(field("Date of your appointment")).toHaveCount(0);
  await field("What would you like?").selectOption("A new appointment");
  await field("When would suit you?").fill("Mornings\nNot on Mondays");
  await field("What would you like?").selectOption("Change an appointment");
  await expect(field("When would suit you?")).toHaveCount(0);
  await field("Please call me back").check();
  await patient.panel.getByRole("button", { name: "Start chat" }).click();
  await expect(field("Date of your appointment")).toBeFocused();
  await expect(patient.panel.getByText("Please fill in: Date of your appointment")).toBeVisible();
  await expect(field("Date of your appointment")).toHaveAccessibleDescription("Please fill in: Date of your appointment");
  await isAccessible({ page: patient.page, what: "a form with what is missing" });
  await field("Date of your appointment").fill("2026-12-03");
  await field("On which number?").fill("12");
  await patient.panel.getByRole("button", { name: "Start chat" }).click();
  await expect(patient.panel.getByText("Please write a telephone number with at least 7 digits")).toBeVisible();
  await field("On which number?").fill("212 555 0177");
  await patient.start();
  await dana.accept("Fay");
  const facts = dana.page.locator(".side");
  await expect(facts).toContainText("Change an appointment");
  await expect(facts).toContainText("2026-12-03");
  await expect(facts).toContainText("✓");
  await expect(facts, "what was typed and then hidden is not sent").not.toContainText("Mornings");
  await atHome.close();
  await atWork.close();
});

test("an invitation: once, on its pages, never over a dialogue, without a word to the server", { tag: ["@invitation"] }, async ({ browser }) => {
  const { server } = held;
  const context = await browser.newContext({ permissions: ["local-network-access"], reducedMotion: "reduce" });
  const watch = new Watch(context);
  const attributes = `data-invite="Questions about your visit?" data-invite-after="1" data-invite-on="/"`;
  await pageWith(context, server, attributes, `<dialog open id="own">Cookies?</dialog>`);
  const page = await context.newPage();
  await page.goto(server.sameSite);
  const bubble = page.locator("bedside-chat .i");
  await page.waitForTimeout(2_500);
  await expect(bubble, "a dialogue of the page is open").toBeHidden();
  await page.locator("#own").evaluate((dialog: HTMLDialogElement) => dialog.close());
  await expect(bubble).toBeVisible();
  await expect(page.locator("bedside-chat [role=status].s")).toHaveText("Questions about your visit?");
  expect(await page.evaluate(() => document.activeElement === document.body), "it takes no focus").toBe(true);
  expect(watch.urls.filter((url) => /\/(panel|api)\//.test(url)), "nothing is asked of the server").toEqual([]);
  expect(await context.cookies()).toEqual([]);
  await isAccessible({ page, what: "an invitation" });
  await bubble.getByRole("button", { name: "Close" }).click();
  await expect(bubble).toBeHidden();
  await page.reload();
  await page.locator("#own").evaluate((dialog: HTMLDialogElement) => dialog.close());
  await page.waitForTimeout(3_000);
  await expect(bubble, "it is not shown twice").toBeHidden();

  await page.evaluate(() => localStorage.clear());
  await pageWith(context, server, attributes.replace(`data-invite-on="/"`, `data-invite-on="/billing /visit"`));
  await page.reload();
  await page.waitForTimeout(3_000);
  await expect(bubble, "this page is none of those").toBeHidden();
  await pageWith(context, server, attributes);
  await page.reload();
  await bubble.getByRole("button", { name: "Questions about your visit?" }).click();
  await expect(page.frameLocator("bedside-chat iframe").getByText("Who would you like to talk to?")).toBeVisible();
  await expect(bubble).toBeHidden();
  await context.close();
});

test("what the clinic signed fills the form in; what cannot be checked leaves it empty, and the chat works", { tag: ["@pre-chat-form"] }, async ({ browser }) => {
  test.setTimeout(120_000);
  const { server } = held;
  for (const isGood of [true, false]) {
    const context = await browser.newContext({ permissions: ["local-network-access"] });
    const watch = new Watch(context);
    await pageWith(context, server, `data-prefill="aaa.bbb.ccc"`);
    // The demo's clinic has no key to sign with; what the server makes of a statement is tested there.
    if (isGood) {
      const values = [{ claim: "name", value: "Ann Lee" }, { claim: "phone", value: "212 555 0177" }];
      await context.route("**/api/v1/visitor/prefill", (route) => route.fulfill({ json: { values } }));
    }
    const patient = await Patient.visit(context, server.sameSite);
    await patient.open();
    await patient.fill({ department: "Appointments" });
    await patient.panel.getByLabel("Please call me back").check();
    const [name, phone] = [patient.panel.getByLabel("What may we call you?"), patient.panel.getByLabel("On which number?")];
    const given = patient.panel.getByText("Given by the clinic: On which number?");
    if (isGood) {
      await expect(name).toHaveValue("Ann Lee");
      await expect(phone).toHaveValue("212 555 0177");
      await expect(given).toBeVisible();
      await phone.fill("212 555 0178");
      await expect(given, "what was changed is the patient's own").toBeHidden();
      await isAccessible({ page: patient.page, what: "a form that the clinic filled in" });
    } else {
      await expect(patient.panel.getByText("could not be checked. Please fill in the form yourself.")).toBeVisible();
      await expect(name).toHaveValue("");
      await expect(phone).toHaveValue("");
      await phone.fill("212 555 0179");
    }
    await patient.start();
    await patient.say("Hello");
    await patient.isState("Sent");
    expect(watch.urls.filter((url) => url.includes("aaa")), "it stands in no address").toEqual([]);
    await context.close();
  }
});

/** The clinic's page with more attributes on the snippet, and perhaps something of its own. */
async function pageWith(context: BrowserContext, server: Server, attributes: string, own = ""): Promise<void> {
  await context.unroute(server.sameSite);
  await context.route(server.sameSite, async (route) => {
    const answer = await route.fetch();
    const html = (await answer.text()).replace("data-site=", `${attributes} data-site=`).replace("</body>", `${own}</body>`);
    await route.fulfill({ response: answer, body: html });
  });
}
