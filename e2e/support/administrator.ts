// An administrator at the console's settings.
import { type BrowserContext, type Locator, type Page, expect } from "@playwright/test";
import { PASSWORD, type Server } from "./server.ts";

export const ADA = "ada@riverside.example";

export class Administrator {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async arrive(context: BrowserContext, server: Server, email = ADA, password = PASSWORD): Promise<Administrator> {
    const page = await context.newPage();
    await page.goto(server.console);
    await page.locator("input[name=email]").fill(email);
    await page.locator("input[name=password]").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { name: "From here to the first chat" })).toBeVisible();
    return new Administrator(page);
  }

  /** What is set, on the right. */
  get pane(): Locator {
    return this.page.getByRole("region", { name: "What is set" });
  }
  get save(): Locator {
    return this.pane.getByRole("button", { name: "Save changes" });
  }

  async open(name: string): Promise<void> {
    await this.page.locator(".lists").getByRole("button", { name, exact: false }).first().click();
    await expect(this.pane.getByRole("heading", { level: 2 })).toBeFocused();
  }

  async section(name: string): Promise<void> {
    await this.pane.getByRole("navigation", { name: "Sections" }).getByRole("button", { name }).click();
  }

  async saved(): Promise<void> {
    await this.save.click();
    await expect(this.pane.getByText("Everything is saved.")).toBeVisible();
  }

  /** Puts the bar that saves at the end of what is set: what it lies over while that scrolls is chance, and no fault of the screen. */
  async flat(): Promise<void> {
    await this.pane.locator(".set-bar").evaluate((bar) => (bar.style.position = "static"));
  }

  async addDepartment(name: string, preset: string): Promise<void> {
    await this.page.locator(".lists").getByRole("button", { name: "Add a department" }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByRole("radio", { name: preset }).check();
    await dialog.getByRole("button", { name: "Add a department" }).click();
    await expect(this.pane.getByRole("heading", { level: 2, name })).toBeFocused();
  }
}
