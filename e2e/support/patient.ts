// A patient: the clinic's page, the loader's button, and the panel in its iframe. Names on the screen, not classes, where a
// patient would go by the name.
import { type BrowserContext, type FrameLocator, type Locator, type Page, expect } from "@playwright/test";

export interface Line {
  own: boolean;
  text: string;
  /** "Sent", "Delivered", "Read" and so on; empty for the other side's. */
  state: string;
}

export interface Intake {
  department?: string;
  name?: string;
  topic?: string;
  callback?: string;
}

export class Patient {
  readonly page: Page;
  readonly panel: FrameLocator | Page;

  private constructor(page: Page, framed: boolean) {
    this.page = page;
    this.panel = framed ? page.frameLocator("bedside-chat iframe") : page;
  }

  /** Opens the clinic's page; the chat stays closed. */
  static async visit(context: BrowserContext, url: string): Promise<Patient> {
    const page = await context.newPage();
    await page.goto(url);
    return new Patient(page, true);
  }

  /** Opens the panel as a page of its own, without a clinic's page around it. */
  static async alone(context: BrowserContext, server: string): Promise<Patient> {
    const page = await context.newPage();
    await page.goto(new URL("/panel/?site=riverside", server).href);
    return new Patient(page, false);
  }

  /** Opens the link for pages that cannot embed the chat. */
  static async fullPage(context: BrowserContext, server: string): Promise<Patient> {
    const page = await context.newPage();
    await page.goto(new URL("/chat/riverside", server).href);
    return new Patient(page, false);
  }

  get launcher(): Locator {
    return this.page.locator("bedside-chat button.b");
  }
  get composer(): Locator {
    return this.panel.getByRole("textbox", { name: "Write a message" });
  }
  /** A text on the screen, the announcer for screen readers left out. */
  seen(text: string | RegExp): Locator {
    return this.panel.locator(".panel > :not([role=status])").getByText(text);
  }
  get emergencyBanner(): Locator {
    return this.panel.getByRole("alert").filter({ hasText: "Is this an emergency?" });
  }

  async open(): Promise<void> {
    await this.launcher.click();
    await expect(this.panel.getByRole("heading", { level: 1 })).toBeVisible();
  }

  async fill({ department = "General questions", name, topic, callback }: Intake = {}): Promise<void> {
    await this.panel.getByRole("button", { name: department }).click();
    if (name !== undefined) await this.panel.getByLabel("What may we call you?").fill(name);
    if (topic !== undefined) await this.panel.getByLabel("What is it about").fill(topic);
    if (callback !== undefined) await this.panel.getByLabel("Call-back number").fill(callback);
  }

  async start(): Promise<void> {
    await this.panel.getByRole("button", { name: "Start chat" }).click();
    await expect(this.composer).toBeVisible();
  }

  /** From the closed button to the open chat. */
  async begin(intake: Intake = {}): Promise<void> {
    await this.open();
    await this.fill(intake);
    await this.start();
  }

  /** Writes and sends; does not wait for the server. */
  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
    await expect(this.composer).toHaveValue("");
  }

  lines(): Promise<Line[]> {
    return this.panel.locator(".log").evaluate((log) =>
      [...log.querySelectorAll(".message")].map((message) => {
        const bubble = message.querySelector(".bubble")?.cloneNode(true) as Element;
        for (const spoken of bubble.querySelectorAll(".unseen")) spoken.remove();
        return {
          own: message.classList.contains("own"),
          text: bubble.textContent ?? "",
          state: message.querySelector(".state")?.textContent?.trim() ?? "",
        };
      }),
    );
  }

  async texts(): Promise<string[]> {
    return (await this.lines()).map(({ text }) => text);
  }

  /** Waits until the newest own text has come that far. */
  async isState(state: string): Promise<void> {
    await expect.poll(async () => (await this.lines()).findLast(({ own }) => own)?.state).toBe(state);
  }

  async end(): Promise<void> {
    await this.panel.getByRole("button", { name: "End chat" }).click();
    await this.panel.getByRole("dialog").getByRole("button", { name: "End chat" }).click();
  }
}
