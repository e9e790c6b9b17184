// The picture of a real conversation in the README, docs/images/widget-and-console.png: `npm run picture`.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type BrowserContextOptions, type Page, chromium, expect, test } from "@playwright/test";
import { launchOptions } from "../support/browser.ts";
import { Patient } from "../support/patient.ts";
import { DANA, Server, pause } from "../support/server.ts";
import { Staff } from "../support/staff.ts";

const DOCS = join(import.meta.dirname, "../../docs/images");

test("picture", async ({}) => {
  test.setTimeout(240_000);
  mkdirSync(DOCS, { recursive: true });
  const server = await Server.make();
  await server.start();
  const browser = await chromium.launch(launchOptions);

  const looks: BrowserContextOptions = { colorScheme: "light", locale: "en-US", timezoneId: "America/New_York" };
  const atHome = await browser.newContext({ ...looks, viewport: { width: 760, height: 800 } });
  const atWork = await browser.newContext({ ...looks, viewport: { width: 1240, height: 800 } });
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.visit(atWork, server);
  await dana.signIn(DANA);
  await dana.goOnline();
  await patient.open();
  await patient.fill({ department: "Nurse line", name: "Maria G.", topic: "Dressing and a bill", callback: "+1 212 555 0188" });
  await patient.start();
  await patient.say("Hi, my dressing came loose this morning. Should I come in?");
  await patient.isState("Sent");
  await dana.accept("Maria G.");
  await dana.say("Hello Maria, this is Dana. Is the wound dry, and is there any redness around it?");
  await expect.poll(() => patient.texts()).toHaveLength(2);
  await patient.say("It is dry, no redness.");
  await patient.say("And can I pay my bill here? My card is 5500 0055 5555 5559");
  await dana.note("Knee, dressing changed on Friday. No signs of infection.");
  await dana.say("Please do not send card numbers, they are hidden before anyone sees them. A fresh dressing from the pharmacy is enough.");
  await patient.say("Thank you! If you need me, I am at (212) 555-0188.");
  await expect.poll(() => dana.texts()).toHaveLength(6);
  await patient.isState("Read");
  await dana.page.getByText("Knee, dressing changed").scrollIntoViewIfNeeded();
  await dana.page.locator(".log").evaluate((log) => log.scrollTo(0, log.scrollHeight));
  await dana.composer.pressSequentially("Get well s");
  await pause(400);
  await sideBySide(patient.page, dana.page);
  await atHome.close();
  await atWork.close();
  await browser.close();
  await server.remove();
});

/** Both windows on one picture, as two people see the same moment. */
async function sideBySide(left: Page, right: Page): Promise<void> {
  const shots = await Promise.all([left, right].map(async (page) => (await page.screenshot()).toString("base64")));
  const browser = left.context().browser();
  const sheet = await browser?.newPage({ viewport: { width: 2096, height: 864 } });
  if (!sheet) throw new Error("the pages belong to no browser");
  const figures = shots.map((shot) => `<img src="data:image/png;base64,${shot}">`).join("");
  await sheet.setContent(
    `<style>body{margin:0;padding:32px;display:flex;align-items:start;gap:32px;background:#dfe6ea}
     img{border-radius:10px;box-shadow:0 1px 3px rgb(15 30 40/25%),0 12px 32px rgb(15 30 40/18%)}</style>${figures}`,
  );
  await sheet.locator("img").last().evaluate((image: HTMLImageElement) => image.decode());
  const file = join(DOCS, "widget-and-console.png");
  await sheet.screenshot({ path: file });
  expect(readFileSync(file).length, "not too large to be tracked").toBeLessThan(1024 * 1024);
  await sheet.close();
}
