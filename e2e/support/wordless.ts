// A patient and a member of staff who read no words: they find their way by marks in the page and by the clinic's own names, so that they
// go through the screens in any language.
import { type BrowserContext, type Locator, type Page, expect } from "@playwright/test";
import { Patient } from "./patient.ts";
import { DANA, PASSWORD, type Server, pause } from "./server.ts";

export const ANSWER = 15_000;
const PHONE = { width: 390, height: 780 };

/** A patient who reads no words. */
export class Visitor {
  private readonly patient: Patient;

  constructor(patient: Patient) {
    this.patient = patient;
  }

  get page(): Page {
    return this.patient.page;
  }
  get panel(): Patient["panel"] {
    return this.patient.panel;
  }
  get launcher(): Locator {
    return this.patient.launcher;
  }
  get details(): Locator {
    return this.panel.locator("details.protection");
  }

  visible(selector: string): Promise<void> {
    return expect(this.panel.locator(selector).first()).toBeVisible({ timeout: ANSWER });
  }

  async choose(department: string): Promise<void> {
    await this.panel.locator(".choice").filter({ hasText: department }).click();
    await this.visible("input[name=name]");
  }

  async say(text: string): Promise<void> {
    const composer = this.panel.locator(".composer textarea");
    await composer.fill(text);
    await composer.press("Enter");
    await expect(composer).toHaveValue("", { timeout: ANSWER });
  }

  async closeDialog(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await expect(this.panel.locator("dialog[open]")).toHaveCount(0);
  }
}

/** A member of staff who reads no words. */
export class Desk {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get composer(): Locator {
    return this.page.locator(".composer textarea");
  }

  visible(selector: string): Promise<void> {
    return expect(this.page.locator(selector).first()).toBeVisible({ timeout: ANSWER });
  }

  click(selector: string): Promise<void> {
    return this.page.locator(selector).first().click();
  }

  async signIn(email = DANA): Promise<void> {
    await this.page.locator("input[name=email]").fill(email);
    await this.page.locator("input[name=password]").fill(PASSWORD);
    await this.click("form button[type=submit]");
    await this.visible("nav.rail");
  }

  /** Connected and online, as the server has taken it. */
  async settled(): Promise<void> {
    await expect(this.page.locator(".connection")).toBeEmpty({ timeout: ANSWER });
    const online = this.page.locator(".segment-online");
    await online.click();
    await expect(online).toHaveAttribute("aria-pressed", "true", { timeout: ANSWER });
    await pause(500);
  }

  async say(mode: "reply" | "note", text: string): Promise<void> {
    await this.key(mode === "reply" ? "r" : "n");
    await this.composer.fill(text);
    await this.composer.press("Enter");
    await expect(this.composer).toHaveValue("", { timeout: ANSWER });
  }

  /** A key of the sheet, pressed where it is no letter of a text. */
  async key(key: string): Promise<void> {
    await this.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await this.page.keyboard.press(key);
  }

  async closeDialog(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await expect(this.page.locator("dialog[open]")).toHaveCount(0);
  }
}

/** The clinic's page says its language, and the console is in it. */
export async function speak(atHome: BrowserContext, atWork: readonly BrowserContext[], server: Server, language: string): Promise<void> {
  const direction = language.startsWith("ar") ? "rtl" : "ltr";
  for (const context of atWork) await context.addInitScript((chosen) => localStorage.setItem("bedside:language", chosen), language);
  await pageIn(atHome, server, `lang="${language}" dir="${direction}"`);
}

/** The clinic's page with other attributes of its root. */
export async function pageIn(context: BrowserContext, server: Server, attributes: string): Promise<void> {
  await context.unroute(server.sameSite);
  await context.route(server.sameSite, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace(/<html[^>]*>/, `<html ${attributes}>`) });
  });
}

/** Acts where the window is a phone's. */
export async function onPhone(page: Page, act: () => Promise<void>): Promise<void> {
  const own = page.viewportSize();
  await page.setViewportSize(PHONE);
  await act();
  if (own) await page.setViewportSize(own);
}
