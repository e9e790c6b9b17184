// A patient in any engine: the clinic's page, the loader's button, and the panel in its iframe.
import { expect } from "@playwright/test";
import type { Driver } from "./driver.ts";

const PANEL = "return document.querySelector('bedside-chat')?.shadowRoot?.querySelector('iframe') ?? null";
const COMPOSER = "Write a message";

export interface Line {
  own: boolean;
  text: string;
  state: string;
}

export class Visitor {
  readonly browser: Driver;

  private constructor(browser: Driver) {
    this.browser = browser;
  }

  /** Opens the clinic's page; the chat stays closed. */
  static async visit(browser: Driver, url: string): Promise<Visitor> {
    await browser.open(url);
    return new Visitor(browser);
  }

  /** Presses the button; from here on one is in the panel. */
  async open(): Promise<void> {
    await this.browser.inPage();
    await this.browser.click("button", "Chat with us");
    await this.enter();
  }

  /** Into the panel that is open already. */
  async enter(): Promise<void> {
    await this.browser.inFrame(PANEL);
    await this.browser.find("heading", "");
  }

  /** From the closed button to the open chat. */
  async begin(name: string, { beforeConsent }: { beforeConsent?: () => Promise<void> } = {}): Promise<void> {
    await this.open();
    await this.browser.click("button", "General questions");
    await expect.poll(() => this.browser.run("return document.activeElement?.tagName"), "the form is read from its heading on").toBe("H2");
    await this.browser.type("What may we call you?", name);
    await beforeConsent?.();
    await this.browser.click("button", "Start chat");
    await this.browser.find("textbox", COMPOSER);
  }

  async say(text: string): Promise<void> {
    await this.browser.type(COMPOSER, text);
    await this.browser.enter(COMPOSER);
    await expect.poll(() => this.draft()).toBe("");
  }

  draft(): Promise<string> {
    return this.browser.run<string>("const box = document.querySelector('textarea'); return box ? box.value : 'there is no box'");
  }

  /** Types what is not sent; resolves when the browser has put it away, sealed. */
  async begins(text: string): Promise<void> {
    await this.browser.type(COMPOSER, text);
    const typed = await this.browser.run<number>("return Date.now()");
    await expect.poll(() => this.browser.run<number>(KEPT_AT)).toBeGreaterThanOrEqual(typed);
  }

  lines(): Promise<Line[]> {
    return this.browser.run<Line[]>(LINES);
  }

  /** What the log says, as soon as it says this. */
  async reads(texts: readonly string[], patience = 20_000): Promise<void> {
    await expect.poll(async () => (await this.lines().catch(() => [])).map(({ text }) => text), { timeout: patience }).toEqual(texts);
  }

  async isState(state: string): Promise<void> {
    await expect.poll(async () => (await this.lines()).findLast(({ own }) => own)?.state).toBe(state);
  }

  /** A text on the screen. */
  async sees(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.browser.text(), { timeout: 20_000 }).toMatch(text);
  }

  async end(): Promise<void> {
    await this.browser.click("button", "End chat");
    await this.browser.find("dialog", "End this chat?");
    await this.browser.click("button", "End chat");
    await this.sees("You ended the chat");
  }

  /** Saves a copy as text, and reads what the browser was given to save. */
  async copy(): Promise<string> {
    await this.browser.run(`
      const make = URL.createObjectURL.bind(URL);
      URL.createObjectURL = (blob) => { blob.text().then((text) => { window.savedCopy = text; }); return make(blob); };
    `);
    await this.browser.click("button", "Save a copy");
    await this.browser.click("button", "Save as text");
    await this.sees("The copy was saved with your downloads.");
    await expect.poll(() => this.browser.run("return typeof window.savedCopy")).toBe("string");
    return this.browser.run<string>("return window.savedCopy");
  }
}

/** In the panel: own or not, the text without what only a screen reader reads, and the state. */
const LINES = `
  return [...document.querySelectorAll(".log .message")].map((message) => {
    const bubble = message.querySelector(".bubble").cloneNode(true);
    for (const spoken of bubble.querySelectorAll(".unseen")) spoken.remove();
    const state = message.querySelector(".state");
    return { own: message.classList.contains("own"), text: bubble.textContent, state: state ? state.textContent.trim() : "" };
  });
`;

/** In the panel: when the newest draft was put away. Asked for now and read the next time, since a script's answer does not wait in every engine. */
const KEPT_AT = `
  if (!window.looking) {
    window.looking = true;
    const opening = indexedDB.open("bedside");
    opening.onsuccess = () => {
      const reading = opening.result.transaction("texts").objectStore("texts").getAll();
      reading.onsuccess = () => {
        window.keptAt = Math.max(0, ...reading.result.filter(({ kind }) => kind === "draft").map(({ at }) => at));
        window.looking = false;
        opening.result.close();
      };
    };
  }
  return window.keptAt || 0;
`;
