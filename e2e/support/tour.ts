// The screens of widget and console in the order in which two people meet them, from the closed button to the ended chat in the history.
// Pictures and the checks of WCAG go through them. What lies beside that way is in `tour-beside.ts`.
import { type Browser, type BrowserContext, type BrowserContextOptions, type Page, expect } from "@playwright/test";
import { Patient } from "./patient.ts";
import { OMAR, type Server } from "./server.ts";
import { ANSWER, Desk, Visitor, onPhone, speak } from "./wordless.ts";

/** What is on a page now. */
export interface Screen {
  side: "widget" | "console";
  /** As it may name a file. */
  name: string;
  page: Page;
}

export interface TourOptions {
  browser: Browser;
  server: Server;
  /** Is called on every screen, and leaves it as it found it. */
  look(screen: Screen): Promise<void>;
  /** Of the browsers: size, colours, zone. */
  context?: BrowserContextOptions;
  /** That of the clinic's page and of the staff; their own where it is not said. */
  language?: string;
}

/** Goes from the closed button to the ended chat in the history. The server is left without open chats of this tour. */
export async function tour({ browser, server, look, context = {}, language }: TourOptions): Promise<void> {
  const atHome = await browser.newContext(context);
  const atWork = await browser.newContext(context);
  try {
    if (language !== undefined) await speak(atHome, [atWork], server, language);
    const patient = new Visitor(await Patient.visit(atHome, server.sameSite));
    const work = await atWork.newPage();
    await work.goto(server.console);
    const widget = (name: string): Promise<void> => look({ side: "widget", name, page: patient.page });
    const console = (name: string): Promise<void> => look({ side: "console", name, page: work });
    const desk = new Desk(work);

    await desk.visible("form input[name=email]");
    await console("sign-in");
    await desk.click("form button[type=submit]");
    await desk.visible("[aria-invalid=true]");
    await console("sign-in-error");
    await desk.signIn();
    await desk.settled();
    await console("empty");
    await onPhone(work, async () => {
      await desk.click(".rail-more");
      await desk.visible(".more-list");
      await console("more");
      await desk.closeDialog();
    });

    await widget("closed");
    await patient.launcher.click();
    await patient.visible(".choice");
    await widget("departments");
    await patient.choose("Nurse line");
    await patient.details.first().locator("summary").click();
    await patient.visible(".protection li");
    await widget("form-protection");
    await patient.details.first().locator("summary").click();
    await patient.panel.locator("input[name=name]").fill("Maria G.");
    await patient.panel.locator("input[name=topic]").fill("Dressing and a bill");
    await patient.panel.locator("input[type=tel]").fill("1");
    await patient.panel.locator("form button[type=submit]").click();
    await patient.visible("[aria-invalid=true]");
    await widget("form-error");
    await patient.panel.locator("input[type=tel]").fill("+1 212 555 0188");
    await widget("form");
    await patient.panel.locator("form button[type=submit]").click();
    await patient.visible(".composer textarea");
    await patient.say("Hi, my dressing came loose this morning. Should I come in?");
    await patient.visible(".bar.queue button");
    await widget("waiting");

    await work.locator(".lists [data-row]").filter({ hasText: "Maria G." }).click();
    await desk.visible(".card-acts .button");
    await console("preview");
    await desk.click(".card-acts .button");
    await desk.visible(".composer textarea");
    await desk.say("reply", "Hello Maria, this is Dana. Is the wound dry, and is there any redness around it?");
    await expect(patient.panel.locator(".message")).toHaveCount(2, { timeout: ANSWER });
    await patient.say("It is dry, no redness. And can I pay my bill here? My card is 5500 0055 5555 5559");
    await patient.say("My mail is maria.gonzalez@example.org, and this is where I looked: https://www.example.org/a/rather/long/address/that-has-to-wrap-somewhere.html");
    await desk.say("note", "Knee, dressing changed on Friday. No signs of infection.");
    await desk.say("reply", "Please do not send card numbers, they are hidden before anyone sees them.");
    await expect(patient.panel.locator(".message")).toHaveCount(5, { timeout: ANSWER });
    await desk.composer.pressSequentially("Get well s");
    await patient.visible(".typing");
    await widget("chat");
    await desk.composer.fill("");
    await console("chat");
    await desk.composer.fill("/");
    await desk.visible("[role=listbox] [role=option]");
    await console("canned-replies");
    await desk.composer.fill("");
    await desk.key("n");
    await console("note");
    await desk.key("t");
    await desk.visible("dialog[open]");
    await console("transfer");
    await desk.closeDialog();
    await desk.key("s");
    await desk.visible("dialog[open]");
    await console("notices");
    await desk.closeDialog();
    await desk.key("?");
    await desk.visible("dialog[open]");
    await console("keys");
    await desk.closeDialog();

    await patient.details.first().locator("summary").click();
    await patient.visible(".copy button");
    await widget("chat-protection");
    await patient.panel.locator(".copy button").click();
    await patient.visible("dialog[open]");
    await widget("save-copy");
    await patient.closeDialog();
    await patient.details.first().locator("summary").click();
    await patient.panel.locator(".header-button:not([aria-label])").click();
    await patient.visible("dialog[open]");
    await widget("end");
    await patient.closeDialog();
    await patient.say("See http://files.example/setup.exe");
    await desk.visible(".held");
    await patient.say("Wait, now I have chest pain");
    await patient.visible(".emergency");
    await desk.visible(".banner-danger");
    await widget("emergency");
    await console("emergency");

    await desk.key("e");
    await desk.visible("dialog[open]");
    await console("end");
    await desk.click("dialog[open] .dialog-acts button:last-child");
    await patient.visible(".ended");
    await widget("ended");
    await expect(desk.composer).toBeHidden({ timeout: ANSWER });
    await console("ended");
    await work.goto(`${server.console}#history`);
    await work.reload();
    await work.locator(".lists [data-row]").filter({ hasText: "Maria G." }).first().click();
    await desk.visible(".card > .button");
    await console("history");
    await desk.click(".card > .button");
    await desk.visible(".transcript");
    await console("history-chat");
    await work.locator(".rail-act").last().click();
    await desk.visible("dialog[open] .dialog-acts");
    await console("sign-out");
    await desk.click("dialog[open] .dialog-acts button:last-child");
    await desk.visible("form input[name=email]");
    await console("signed-out");

    await desk.signIn(OMAR);
    await work.locator(".rail-item").nth(1).click();
    await desk.visible(".board-department");
    await console("board");

    await closedDepartment(atHome, server, look);
    await serverAway(atHome, server, look);
  } finally {
    await atHome.close();
    await atWork.close();
  }
}

async function closedDepartment(context: BrowserContext, server: Server, look: TourOptions["look"]): Promise<void> {
  const told = (how: string): Promise<unknown> => server.command("department", how, "--config", server.config, "--department", "Vaccinations");
  await told("close-now");
  try {
    const patient = new Visitor(await Patient.alone(context, server.sameSite));
    await patient.panel.locator("main, .composer").first().waitFor();
    // The ended chat is still on the screen; the last button begins another.
    const again = patient.panel.locator(".ended > .row > .button:last-child");
    if (await again.isVisible()) await again.click();
    await patient.choose("Vaccinations");
    await patient.visible("textarea[name=message]");
    await look({ side: "widget", name: "closed-department", page: patient.page });
    await patient.page.close();
  } finally {
    await told("open-now");
  }
}

/** The loader's own card. */
async function serverAway(context: BrowserContext, server: Server, look: TourOptions["look"]): Promise<void> {
  await context.route("**/panel/*", (route) => route.abort());
  const patient = await Patient.visit(context, server.sameSite);
  await patient.launcher.click();
  await expect(patient.page.locator("bedside-chat .c button").nth(1)).toBeVisible({ timeout: ANSWER });
  await look({ side: "widget", name: "away", page: patient.page });
}
