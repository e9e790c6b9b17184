// A member of staff at the console.
import { type BrowserContext, type Locator, type Page, expect } from "@playwright/test";
import { PASSWORD, type Server } from "./server.ts";

export interface Row {
  side: "visitor" | "staff" | "note";
  text: string;
}

export class Staff {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** Opens the console at its sign-in. */
  static async visit(context: BrowserContext, server: Server): Promise<Staff> {
    const page = await context.newPage();
    await page.goto(server.console);
    return new Staff(page);
  }

  /** Signs in and says "online". */
  static async arrive(context: BrowserContext, server: Server, email: string, password = PASSWORD): Promise<Staff> {
    const staff = await Staff.visit(context, server);
    await staff.signIn(email, password);
    await staff.goOnline();
    return staff;
  }

  get composer(): Locator {
    return this.page.locator(".composer textarea");
  }
  get waiting(): Locator {
    return this.page.getByRole("list", { name: /^Waiting/ });
  }
  get mine(): Locator {
    return this.page.getByRole("list", { name: /^Mine/ });
  }

  /** A text on the screen, the announcer for screen readers left out. */
  seen(text: string | RegExp): Locator {
    return this.page.locator(".shell").getByText(text);
  }

  async signIn(email: string, password = PASSWORD): Promise<void> {
    await this.page.locator("input[name=email]").fill(email);
    await this.page.locator("input[name=password]").fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await expect(this.page.getByRole("navigation", { name: "Screens" })).toBeVisible();
  }

  /** Until the console has a connection. */
  async connected(): Promise<void> {
    await expect(this.page.locator(".connection")).toBeEmpty();
    await expect(this.page.getByText("Loading the queue …")).toBeHidden();
  }

  async goOnline(): Promise<void> {
    await this.connected();
    await this.page.getByRole("button", { name: "Online", exact: true }).click();
    await expect(this.page.locator(".segment-online")).toHaveAttribute("aria-pressed", "true");
    await expect(this.page.getByText("Patients see that someone is here."), "the server has taken it").toBeVisible();
  }

  /** Accepts the chat of that visitor; resolves when one can write. */
  async accept(name: string): Promise<void> {
    await this.page.getByRole("button", { name: `Accept the chat with ${name}` }).click();
    await expect(this.composer).toBeVisible();
  }

  async say(text: string): Promise<void> {
    await this.page.getByRole("button", { name: "Reply", exact: true }).click();
    await this.write(text);
  }

  async note(text: string): Promise<void> {
    await this.page.getByRole("button", { name: "Note", exact: true }).click();
    await this.write(text);
    await this.page.getByRole("button", { name: "Reply", exact: true }).click();
  }

  private async write(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
    await expect(this.composer).toHaveValue("");
  }

  rows(): Promise<Row[]> {
    return this.page.locator(".transcript").evaluate((transcript) =>
      [...transcript.querySelectorAll(".row-text")].map((row) => {
        const said = row.querySelector(".said")?.cloneNode(true) as Element;
        for (const spoken of said.querySelectorAll(".unseen")) spoken.remove();
        const side = ["visitor", "staff", "note"].find((name) => row.classList.contains(`side-${name}`));
        return { side: side as "visitor" | "staff" | "note", text: said.textContent ?? "" };
      }),
    );
  }

  /** Texts of both sides, without notes. */
  async texts(): Promise<string[]> {
    return (await this.rows()).filter(({ side }) => side !== "note").map(({ text }) => text);
  }

  async conversationId(): Promise<string> {
    return (await this.page.locator('[data-row][aria-current="true"]').getAttribute("data-row")) ?? "";
  }

  async transfer(department: string, to?: string, note?: string): Promise<void> {
    await this.page.locator("button[aria-keyshortcuts=t]").click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel("To which department").selectOption({ label: department });
    if (to !== undefined) {
      const option = dialog.getByLabel("To whom there").locator("option", { hasText: to });
      await dialog.getByLabel("To whom there").selectOption((await option.getAttribute("value")) ?? "");
    }
    if (note !== undefined) await dialog.getByLabel("What they should know").fill(note);
    await dialog.getByRole("button", { name: "Transfer" }).click();
    await expect(dialog).toBeHidden();
  }

  async endChat(): Promise<void> {
    await this.page.locator("button[aria-keyshortcuts=e]").click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "End chat" }).click();
    await expect(dialog).toBeHidden();
  }

  async history(): Promise<void> {
    await this.page.getByRole("button", { name: "History" }).click();
    await expect(this.page.getByRole("heading", { name: "Ended chats" })).toBeVisible();
  }

  /** Asks the server from the console's page, with its cookie. */
  ask(path: string): Promise<{ status: number; body: string }> {
    return this.page.evaluate(async (path) => {
      const answer = await fetch(path);
      return { status: answer.status, body: await answer.text() };
    }, path);
  }
}
