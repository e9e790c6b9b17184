// The screens beside the way of one chat: what supervisors and administrators have, dialogues, what is rare, the chat as a page of its
// own. Like `tour.ts`, in any language.
import { type BrowserContext, type Page, expect } from "@playwright/test";
import { ADA } from "./administrator.ts";
import { Patient } from "./patient.ts";
import { OMAR, type Server } from "./server.ts";
import type { Screen, TourOptions } from "./tour.ts";
import { ANSWER, Desk, Visitor, onPhone, speak } from "./wordless.ts";

const DEPARTMENT = "General questions";

/** Goes through them. The server is left with two ended chats and one left message more. */
export async function tourBeside({ browser, server, look, context = {}, language }: TourOptions): Promise<void> {
  const [atHome, atDanas, atOmars, atAdas] = await Promise.all([browser.newContext(context), browser.newContext(context), browser.newContext(context), browser.newContext(context)]);
  try {
    if (language !== undefined) await speak(atHome, [atDanas, atOmars, atAdas], server, language);
    const dana = await arrive(atDanas, server);
    const omar = await arrive(atOmars, server, OMAR);
    await besideTheChats(dana, look);
    await oneChat(atHome, server, { dana, omar, look });
    await theHistory(dana, look);
    await rareInTheWidget(atHome, server, look);
    await settings(atAdas, server, look);
    await pages(browser, server, { look, context, language });
  } finally {
    for (const each of [atHome, atDanas, atOmars, atAdas]) await each.close();
  }
}

type Look = TourOptions["look"];

interface Someone {
  page: Page;
  desk: Desk;
}

async function arrive(context: BrowserContext, server: Server, email?: string): Promise<Someone> {
  const page = await context.newPage();
  await page.goto(server.console);
  const desk = new Desk(page);
  await desk.signIn(email);
  await desk.settled();
  return { page, desk };
}

function looker(look: Look, side: Screen["side"], page: Page): (name: string) => Promise<void> {
  return (name) => look({ side, name, page });
}

/** The nth screen of the rail. */
async function toScreen({ page }: Someone, index: number): Promise<void> {
  await page.locator(".rail-item").nth(index).click();
}

async function besideTheChats(dana: Someone, look: Look): Promise<void> {
  const console = looker(look, "console", dana.page);
  const { page, desk } = dana;
  await page.keyboard.press("Control+k");
  await desk.visible(".commands [role=option]");
  await console("commands");
  await desk.closeDialog();
  await page.locator(".rail-act").nth(2).click();
  await desk.visible("dialog[open] select");
  await console("language");
  await desk.closeDialog();
  await desk.click(".filter-line button");
  await desk.visible(".filter-fields");
  await console("filters");
  await desk.click(".filter-line button");
}

async function oneChat(atHome: BrowserContext, server: Server, { dana, omar, look }: { dana: Someone; omar: Someone; look: Look }): Promise<void> {
  const ending = (warning: number): Promise<unknown> =>
    server.command("department", "ending", "--config", server.config, "--department", DEPARTMENT, "--idle-warning-s", String(warning), "--idle-end-s", String(warning + 600));
  const patient = new Visitor(await Patient.visit(atHome, server.sameSite));
  const widget = looker(look, "widget", patient.page);
  const console = looker(look, "console", dana.page);
  const { page, desk } = dana;
  const name = "Iris B.";

  await ending(1);
  await patient.launcher.click();
  await patient.choose(DEPARTMENT);
  await patient.panel.locator("input[name=name]").fill(name);
  await patient.panel.locator("form button[type=submit]").click();
  await patient.visible(".composer textarea");
  await patient.say("Is the practice open on the day before a holiday?");
  await page.locator(".lists [data-row]").filter({ hasText: name }).click();
  await desk.click(".card-acts .button");
  await desk.visible(".composer textarea");
  await desk.say("reply", "Hello, this is Dana. Which holiday do you mean?");
  await patient.visible(".bar.warn .button");
  await widget("idle-warning");
  await ending(600);
  await patient.panel.locator(".bar.warn .button").click();
  await expect(patient.panel.locator(".bar.warn")).toHaveCount(0, { timeout: ANSWER });
  await patient.say("The one in May.");

  const beside = page.locator(".side > .button-quiet");
  await beside.nth(0).click();
  await desk.visible("dialog[open] .dialog-acts");
  await console("remind");
  await desk.closeDialog();
  await beside.nth(1).click();
  await desk.visible("dialog[open] .dialog-acts");
  await console("block");
  await desk.closeDialog();
  await desk.key("n");
  await desk.composer.pressSequentially("@o");
  await desk.visible("[role=listbox] [role=option]");
  await console("mention");
  await desk.composer.fill("");
  await onPhone(page, async () => {
    await desk.click(".pane-head .only-no-side");
    await desk.visible("dialog[open] .side-body");
    await console("visitor");
    await desk.closeDialog();
  });

  await watched(omar, { dana, look });
  await desk.key("e");
  await desk.click("dialog[open] .dialog-acts button:last-child");
  await patient.visible(".rating .step");
  await patient.panel.locator(".rating .step").nth(3).click();
  await patient.visible(".rating textarea");
  await patient.panel.locator(".rating textarea").fill("Quick and kind.");
  await patient.panel.locator(".rating .button").click();
  await expect(patient.panel.locator(".rating [role=status]")).not.toBeEmpty({ timeout: ANSWER });
  await widget("rated");
  await desk.click(".several-open");
  await desk.visible("dialog[open] .dialog-acts");
  await console("close-several");
  await desk.closeDialog();
  await patient.page.close();
}

/** From the board: whom to watch, watching, a note, taking over; and what the colleague sees of it. */
async function watched(omar: Someone, { dana, look }: { dana: Someone; look: Look }): Promise<void> {
  const console = looker(look, "console", omar.page);
  await toScreen(omar, 1);
  await omar.desk.visible(".board-department");
  const running = omar.page.locator(".board-department").filter({ hasText: DEPARTMENT }).locator(".running");
  await running.locator("> .button-line").click();
  await running.locator("li .button-line").click();
  await omar.desk.visible(".watch-log .message, .watch-log [class]");
  await console("watch");
  await omar.page.locator(".watch-note textarea").fill("The holiday plan is on the second page.");
  await omar.page.locator(".watch-note .button-note").click();
  await dana.desk.visible(".whisper");
  await looker(look, "console", dana.page)("whisper");
  await dana.desk.click(".whisper .button-line");
  await omar.page.locator(".watch-note .dialog-acts .button-line").nth(1).click();
  await omar.desk.visible("dialog[open] .button-danger, dialog[open] dialog .button, dialog[open] .dialog-acts");
  await console("take-over");
  await omar.page.keyboard.press("Escape");
  await omar.page.keyboard.press("Escape");
  await expect(omar.page.locator("dialog[open]")).toHaveCount(0);
}

async function theHistory(dana: Someone, look: Look): Promise<void> {
  const console = looker(look, "console", dana.page);
  const { page, desk } = dana;
  await toScreen(dana, 1);
  await desk.visible(".filter-where input");
  await page.locator(".filter-more > summary").click();
  await page.locator(".filter-where input").nth(1).check();
  await page.locator(".filter-words input").fill("holiday");
  await page.locator(".filters button[type=submit]").click();
  await desk.visible(".lists mark");
  await console("search");
  await desk.click(".history-head .button-quiet");
  await desk.visible("dialog[open]");
  await console("blocked-visitors");
  await desk.closeDialog();
  await toScreen(dana, 2);
  await desk.visible(".tiles");
  await console("numbers");
}

async function rareInTheWidget(context: BrowserContext, server: Server, look: Look): Promise<void> {
  const told = (how: string): Promise<unknown> => server.command("department", how, "--config", server.config, "--department", "Vaccinations");
  await told("close-now");
  try {
    const patient = new Visitor(await Patient.visit(context, server.sameSite));
    const widget = looker(look, "widget", patient.page);
    await patient.launcher.click();
    await patient.panel.locator(".choice, .ended").first().waitFor();
    const again = patient.panel.locator(".ended > .row > .button:last-child");
    if (await again.isVisible()) await again.click();
    await patient.choose("Vaccinations");
    await patient.panel.locator("textarea[name=message]").fill("Do you have the one against flu?");
    await patient.panel.locator("form button[type=submit]").click();
    await patient.visible(".bar.queue");
    await widget("message-left");
    await patient.page.close();
  } finally {
    await told("open-now");
  }
}

async function settings(context: BrowserContext, server: Server, look: Look): Promise<void> {
  const page = await context.newPage();
  await page.goto(server.console);
  const desk = new Desk(page);
  const console = looker(look, "console", page);
  await desk.signIn(ADA);
  await desk.visible(".set-steps");
  await console("settings");
  const groups = page.locator(".lists .history-button");
  await groups.nth(0).click();
  await desk.visible("dialog[open] .dialog-acts");
  await console("settings-new-department");
  await desk.closeDialog();
  await page.locator(".lists .set-item").filter({ hasText: "Appointments" }).click();
  const sections = page.locator(".set-section");
  await sections.first().waitFor();
  for (let at = 0; at < (await sections.count()); at += 1) {
    await sections.nth(at).click();
    await expect(sections.nth(at)).toHaveAttribute("aria-current", "true");
    await console(`settings-department-${at + 1}`);
  }
  await page.locator(".lists .set-item").filter({ hasText: "Riverside Clinic" }).click();
  await desk.visible(".set-snippet");
  await console("settings-site");
  await groups.nth(1).click();
  await expect(page.locator(".set-snippet")).toHaveCount(0);
  await console("settings-new-site");
  await page.locator(".lists [data-row=staff]").click();
  await desk.visible(".set-person");
  await console("settings-accounts");
  await desk.click(".set-editor > .set-add, .set-pane .button.set-add");
  await desk.visible("dialog[open] .dialog-acts");
  await console("settings-new-account");
  await desk.closeDialog();
  await page.locator(".set-person-head").filter({ hasText: "Omar" }).click();
  await desk.visible(".set-person-body");
  await console("settings-account");
  await page.locator(".rail-item").nth(1).click();
  await desk.visible(".numbers-ask");
  await desk.visible(".tiles");
  await console("numbers-of-all");
}

/** The chat as a page of its own, without its script, and a link that leads nowhere. */
async function pages(browser: TourOptions["browser"], server: Server, { look, context = {}, language }: Pick<TourOptions, "look" | "context" | "language">): Promise<void> {
  const query = language === undefined ? "" : `?lang=${language}`;
  for (const [name, path, hasScript] of [
    ["full-page", `/chat/riverside${query}`, true],
    ["full-page-without-script", `/chat/riverside${query}`, false],
    ["full-page-unknown", "/chat/nobody-is-here", true],
  ] as const) {
    const own = await browser.newContext(context);
    if (!hasScript) await own.route("**/panel/assets/*.js", (route) => route.abort());
    const page = await own.newPage();
    await page.goto(new URL(path, server.sameSite).href);
    await expect(page.locator("h1, h2, .choice").filter({ visible: true }).first()).toBeVisible({ timeout: ANSWER });
    await look({ side: "widget", name, page });
    await own.close();
  }
}
