// The console whole in another language, settings included; and the rail of a phone, which gathers what it has no room for.
import { type Page } from "@playwright/test";
import { ADA } from "../support/administrator.ts";
import { isAccessible } from "../support/axe.ts";
import { OMAR, PASSWORD } from "../support/server.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();
const PHONE = { width: 360, height: 740 };

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto(held.server.console);
  await page.locator("input[name=email]").fill(email);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.locator("form button[type=submit]").click();
  await expect(page.locator(".rail")).toBeVisible();
}

test("the settings speak Spanish with the console, and show what a patient reads in it", { tag: ["@languages"] }, async ({ browser }) => {
  const context = await browser.newContext({ locale: "es-US" });
  const page = await context.newPage();
  await signIn(page, ADA);
  await expect(page.getByRole("heading", { name: "De aquí al primer chat" })).toBeVisible();
  await page.getByRole("button", { name: "Ver el primer departamento" }).click();
  await page.getByText("Privacidad", { exact: true }).first().click();
  const summary = page.getByRole("complementary", { name: "Lo que leen los pacientes" });
  await expect(summary).toContainText("Cómo se protege este chat");
  await expect(summary).toContainText("Cuando reconocemos un número de tarjeta");
  await isAccessible({ page, what: "the privacy page in Spanish" });
});

test("on a phone the rail fits, and More holds the rest by name", { tag: ["@mobile"] }, async ({ browser }) => {
  const context = await browser.newContext({ locale: "es-US", viewport: PHONE });
  const page = await context.newPage();
  await signIn(page, OMAR);
  const rail = page.getByRole("navigation", { name: "Pantallas" });
  await expect(rail.getByRole("button")).toHaveText([/^Chats/, "Tablero", "Historial", "Cifras", "Más"]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  const cut = await rail.locator(".rail-item:visible > span").evaluateAll((all) => all.filter((each) => each.scrollWidth > (each.parentElement?.clientWidth ?? 0)).length);
  expect(cut, "no label is wider than its button").toBe(0);

  const more = rail.getByRole("button", { name: "Más" });
  await more.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Más" });
  for (const name of ["Buscar", "Sonidos", "Idioma", "Atajos", "Salir"]) {
    const box = await dialog.getByRole("button", { name, exact: true }).boundingBox();
    expect(box?.height, name).toBeGreaterThanOrEqual(44);
  }
  await isAccessible({ page, what: "More" });
  await page.setViewportSize(PHONE);

  await dialog.getByRole("button", { name: "Idioma", exact: true }).press("Enter");
  await expect(page.getByRole("dialog", { name: "Idioma de la consola" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(more, "the focus is back where it came from").toBeFocused();
});
