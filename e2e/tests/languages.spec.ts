// Languages: the widget speaks that of the page around it, the console each person's own; one that is written from right to left turns
// the screens around; and no text has escaped the tables.
import { AxeBuilder } from "@axe-core/playwright";
import { type Frame, type Page, expect } from "@playwright/test";
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA, PASSWORD } from "../support/server.ts";
import { test, useServer } from "../support/test.ts";
import { untranslated } from "../support/untranslated.ts";
import { pageIn } from "../support/wordless.ts";

test.use({ actionTimeout: 15_000 });
const held = useServer();
/** What people wrote here, and what the clinic calls its own. */
const OWN = [
  /https?:\/\/localhost:\d+|Riverside Clinic|General questions|Billing|Nurse line|Appointments|Vaccinations|Call-back number|Bedside|English|Español/,
  /Dana Whitfield|Omar Haddad|dana@riverside\.example|Rosa .*|Me duele la rodilla|¿Desde cuándo\?|Desde ayer/,
  /Our staff read[\s\S]*|[^⟦]{0,40}\d{1,2}:\d{2}( (AM|PM))?.{0,12}|(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day.*|(Enter|Shift|Ctrl|Esc)( .*)?|[a-z/?]|[A-Z][a-z]{2} \d+, .*/,
  /Solved|Referred|No answer|Other|Appointment|Opening hours|Documents|Invoice|Instalments|Insurance|Medication|Call-back arranged|Results/,
];

interface Language {
  tag: string;
  direction: "ltr" | "rtl";
  /** Text nodes without brackets are faults. */
  invented: boolean;
}

const LANGUAGES: Language[] = [
  { tag: "es", direction: "ltr", invented: false },
  { tag: "en-XA", direction: "ltr", invented: true },
  { tag: "ar-XB", direction: "rtl", invented: true },
];

for (const { tag, direction, invented } of LANGUAGES) {
  test(`a whole chat in ${tag}, on both sides`, { tag: ["@languages"] }, async ({ browser }) => {
    test.setTimeout(180_000);
    const { server } = held;
    const atHome = await browser.newContext({ permissions: ["local-network-access"] });
    const atWork = await browser.newContext();
    const loaded: string[] = [];
    for (const context of [atHome, atWork]) context.on("request", (request) => loaded.push(new URL(request.url()).pathname));
    await atWork.addInitScript((language) => localStorage.setItem("bedside:language", language), tag);
    await pageIn(atHome, server, `lang="${tag}" dir="${direction}"`);

    const look = async (page: Page, what: string, frame: Page | Frame = page): Promise<void> => {
      await expect(frame.locator("html")).toHaveAttribute("dir", direction);
      await expect(frame.locator("html")).toHaveAttribute("lang", tag);
      if (invented) expect(await untranslated(frame, OWN), what).toEqual([]);
      await isFit(page, `${what} in ${tag}`);
    };

    const dana = await atWork.newPage();
    await dana.goto(server.console);
    await expect(dana.locator("input[name=email]")).toBeVisible();
    await look(dana, "sign-in");
    await dana.locator("input[name=email]").fill(DANA);
    await dana.locator("input[name=password]").fill(PASSWORD);
    await dana.locator(".sign-in-submit").click();
    await expect(dana.locator(".connection")).toBeEmpty();
    await dana.locator(".segment-online").click();
    await expect(dana.locator(".segment-online")).toHaveAttribute("aria-pressed", "true");

    const patient = await atHome.newPage();
    await patient.goto(server.sameSite);
    await patient.locator("bedside-chat button.b").click();
    const panel = await frameOf(patient);
    await expect(panel.locator(".choice").first()).toBeVisible();
    await look(patient, "departments", panel);
    await panel.locator(".choice", { hasText: "General questions" }).click();
    await panel.locator("details summary").click();
    await expect(panel.locator("details li")).toHaveCount(5);
    await panel.locator("[name=name]").fill(`Rosa ${tag}`);
    await look(patient, "form", panel);
    await panel.locator("button[type=submit]").click();
    await expect(panel.locator("textarea")).toBeVisible();
    await panel.locator("textarea").fill("Me duele la rodilla");
    await panel.locator("textarea").press("Enter");
    await expect(panel.locator(".message.own.sent, .message.own.delivered")).toHaveCount(1);
    await look(patient, "queue", panel);

    await dana.locator("[data-row]").filter({ hasText: `Rosa ${tag}` }).first().click();
    await look(dana, "preview");
    await dana.locator(".card-acts .button").click();
    await expect(dana.locator(".composer textarea")).toBeVisible();
    await dana.locator(".composer textarea").fill("¿Desde cuándo?");
    await dana.locator(".composer textarea").press("Enter");
    await expect(panel.locator(".message.other .bubble")).toHaveText("¿Desde cuándo?");
    await expect(panel.locator(".message.other .bubble")).toHaveAttribute("dir", "auto");
    await look(patient, "chat", panel);
    await look(dana, "chat-console");

    await panel.locator(".header-button:not([aria-label])").click();
    await expect(panel.locator("dialog")).toBeVisible();
    await look(patient, "end", panel);
    await panel.locator("dialog .danger").click();
    await expect(panel.locator(".ended")).toBeVisible();
    await look(patient, "ended", panel);

    await dana.locator("button[aria-keyshortcuts='?']").click();
    await look(dana, "keys");
    await dana.keyboard.press("Escape");
    await dana.locator("button[aria-keyshortcuts=s]").click();
    await look(dana, "sounds");
    await dana.keyboard.press("Escape");

    const other = tag === "es" ? /\/assets\/((beside\.)?en|pseudo)-/ : /\/assets\/((beside\.)?es)-/;
    expect(loaded.filter((path) => other.test(path)), "only the language in use is downloaded").toEqual([]);
    await atHome.close();
    await atWork.close();
  });
}

test("the page's language, else the site's; the loader says it too", { tag: ["@languages"] }, async ({ context }) => {
  const { server } = held;
  const page = await context.newPage();
  for (const [attributes, launcher, heading] of [
    [`lang="es-MX"`, "Chatee con nosotros", "¿Con quién desea hablar?"],
    [`lang="fr"`, "Chat with us", "Who would you like to talk to?"],
  ] as const) {
    await pageIn(context, server, attributes);
    await page.goto(server.sameSite);
    const button = page.locator("bedside-chat button.b");
    await expect(button).toHaveAccessibleName(launcher);
    await button.click();
    await expect(page.frameLocator("bedside-chat iframe").getByText(heading)).toBeVisible();
  }
});

test("each person chooses the console's language, and it stays", { tag: ["@languages"] }, async ({ context }) => {
  const { server } = held;
  const page = await context.newPage();
  await page.goto(server.console);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByLabel("Language").selectOption("es");
  await expect(page.getByRole("heading", { name: "Iniciar sesión" })).toBeVisible();
  await page.locator("input[name=email]").fill(DANA);
  await page.locator("input[name=password]").fill(PASSWORD);
  await page.getByRole("button", { name: "Iniciar sesión" }).click();
  await expect(page.getByRole("navigation", { name: "Pantallas" })).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "Idioma" }).click();
  await page.getByRole("combobox").selectOption("en");
  await page.getByRole("button", { name: "Usar este idioma" }).click();
  await expect(page.getByRole("navigation", { name: "Screens" })).toBeVisible();
});

/** Nothing is cut off on the narrowest phone, where words are longest; and axe finds nothing. Colours and other sizes are those of
 *  English, which `accessibility.spec.ts` looks at. */
async function isFit(page: Page, what: string): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id, help, nodes }) => `${id}: ${help} at ${nodes.map(({ target }) => target.join(" ")).join(", ")}`), what).toEqual([]);
  for (const frame of page.frames()) {
    const tooWide = await frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(tooWide, `${what} fits a phone`).toBeLessThanOrEqual(0);
  }
  if (before) await page.setViewportSize(before);
}

async function frameOf(page: Page): Promise<Frame> {
  const handle = await page.locator("bedside-chat iframe").elementHandle();
  const frame = await handle?.contentFrame();
  if (!frame) throw new Error("there is no panel");
  return frame;
}

test("a browser that prefers Spanish is offered it by one word, for this tab, and the way back", { tag: ["@languages"] }, async ({ browser }) => {
  const context = await browser.newContext({ locale: "es-MX" });
  const patient = await Patient.visit(context, held.server.sameSite);
  await patient.open();
  const spanish = patient.panel.getByRole("button", { name: "Español" });
  await expect(spanish).toHaveAttribute("lang", "es");
  await isAccessible({ page: patient.page, what: "widget, another language is offered" });
  if (process.env["SHOTS"]) await patient.page.screenshot({ path: `${process.env["SHOTS"]}/tongue.png` });
  await spanish.click();
  await expect(patient.panel.getByRole("heading", { level: 2 })).toHaveText("¿Con quién desea hablar?");
  await patient.page.reload();
  await patient.launcher.click();
  await expect(patient.panel.getByRole("heading", { level: 2 }), "on the next page of this tab too").toHaveText("¿Con quién desea hablar?");
  await patient.panel.getByRole("button", { name: "English" }).click();
  await expect(patient.panel.getByRole("heading", { level: 2 })).toHaveText("Who would you like to talk to?");
  await context.close();

  const english = await browser.newContext();
  const other = await Patient.visit(english, held.server.sameSite);
  await other.open();
  await other.fill();
  await expect(other.panel.getByRole("button", { name: "Español" }), "not where the languages are the same").toHaveCount(0);
  await english.close();
});
