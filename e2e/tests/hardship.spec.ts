// Bad input and hostile surroundings: texts that are long, odd or many, pages that hide and cover what is not theirs, two members of staff
// at once, a laptop that sleeps.
import { type BrowserContext, type Page, chromium, expect } from "@playwright/test";
import { launchOptions } from "../support/browser.ts";
import { below, signal } from "../engines/processes.ts";
import { Patient } from "../support/patient.ts";
import { DANA, OMAR, type Server, pause } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { test, useServer } from "../support/test.ts";

const held = useServer();

const EMOJI = "👩‍⚕️🩺💊🏥😀".repeat(200);
const ZALGO = [..."My knee hurts"].map((letter) => letter + "\u0335\u0322\u0317\u0344\u0350\u0316\u0329\u033a".repeat(6)).join("");
const MIXED = "Meine Nummer ist ‏אני צריך עזרה‎ und heute 12:30, שלום (עולם) مرحبا 3 times [ok]?";
const UNBROKEN = "Donaudampfschiffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(10);

test("ten thousand characters are refused before they are sent, and nothing of them is lost; a thousand emoji, zalgo and mixed directions arrive as typed and fit", { tag: ["@links", "@mobile"] }, async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const atWork = await browser.newContext();
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atWork, server, DANA);
  await patient.begin({ name: ZALGO.slice(0, 120) });
  await dana.page.getByRole("button", { name: /^Accept the chat with/ }).click();

  const long = "My story is long. ".repeat(556).slice(0, 10_000);
  await patient.composer.fill(long);
  await expect(patient.panel.getByText(/^6[,]?000 characters too many$/)).toBeVisible();
  await patient.composer.press("Enter");
  await expect(patient.composer, "it is all still there").toHaveValue(long);
  expect(await patient.texts()).toEqual([]);
  const parts = [long.slice(0, 3_999).trim(), EMOJI, ZALGO, MIXED, UNBROKEN];
  for (const text of parts) {
    await patient.say(text);
    await expect.poll(async () => (await dana.texts()).at(-1)).toBe(text);
  }
  for (const text of parts.slice(1)) await dana.say(text);
  const all = [...parts, ...parts.slice(1)];
  await expect.poll(() => patient.texts()).toEqual(all);
  await expect.poll(() => dana.texts()).toEqual(all);
  expect(await wide(patient.page), "nothing is wider than the phone").toBeLessThanOrEqual(0);
  for (const [width, height] of [[1280, 860], [360, 740]] as const) {
    await dana.page.setViewportSize({ width, height });
    expect(await wide(dana.page), `nothing is wider than ${width}`).toBeLessThanOrEqual(0);
  }
  await patient.end();
  await atHome.close();
  await atWork.close();
});

test("four hundred messages in a row from staff, and more than the limit from a patient: all there, in order, once", { tag: ["@reconnect", "@abuse"] }, async ({ browser }) => {
  test.setTimeout(300_000);
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atWork, server, DANA);
  await patient.begin({ name: "Many" });
  await dana.accept("Many");
  // 60 a minute are let through; what is over the limit waits on the screen and is sent by itself.
  const asked = [...Array(64).keys()].map((n) => `question ${n}`);
  for (const text of asked) {
    await patient.composer.fill(text);
    await patient.composer.press("Enter");
  }
  await expect(patient.panel.getByText("Not sent yet").first()).toBeVisible();
  const answered = [...Array(400).keys()].map((n) => `answer ${n}`);
  await dana.composer.focus();
  for (const text of answered) {
    await dana.page.keyboard.insertText(text);
    await dana.page.keyboard.press("Enter");
  }
  const answers = (texts: string[]): string[] => texts.filter((text) => text.startsWith("answer"));
  const questions = (texts: string[]): string[] => texts.filter((text) => text.startsWith("question"));
  await expect.poll(async () => answers(await patient.texts()).length, { timeout: 60_000 }).toBe(400);
  await expect.poll(async () => questions(await dana.texts()).length, { timeout: 120_000 }).toBe(64);
  await patient.isState("Read");
  const there = await patient.texts();
  expect(answers(there)).toEqual(answered);
  expect(questions(there)).toEqual(asked);
  await expect.poll(() => dana.texts()).toEqual(there);
  await expect(patient.panel.locator(".message").last(), "the newest is in sight").toBeInViewport();
  await patient.end();
  await atHome.close();
  await atWork.close();
});

test("a page whose style sheet hides, moves and paints everything, and covers its corners: the button is there, seen and pressed", async ({ context }) => {
  const { server } = held;
  await besides(context, server, `
    <style>
      body * { transform: rotate(7deg) !important; font: 90px serif !important; color: red !important; box-sizing: content-box !important; }
      iframe, button, div, [class], body > :last-child { display: none !important; }
      bedside-chat, bedside-chat * { opacity: 0 !important; visibility: hidden !important; display: none !important; position: static !important; width: 0 !important; z-index: -1 !important; clip-path: inset(50%) !important; pointer-events: none !important; }
    </style>
    <main style="display:block!important;position:fixed;right:0;bottom:0;width:300px;height:300px;z-index:2147483647;background:orange;transform:none!important">Our own corner</main>`);
  const patient = await Patient.visit(context, server.sameSite);
  const box = await patient.launcher.boundingBox();
  expect(box?.width).toBeCloseTo(56, 0);
  expect(box && box.x > 1_100 && box.y > 700, "in the corner").toBe(true);
  await patient.begin({ name: "Hostile" });
  await patient.say("Hello");
  await patient.isState("Sent");
  await patient.end();
});

test("two members of staff accept the same chat at once: one has it, the other is told", async ({ browser }) => {
  const { server } = held;
  const contexts = [await browser.newContext(), await browser.newContext(), await browser.newContext()] as const;
  const dana = await Staff.arrive(contexts[0], server, DANA);
  const omar = await Staff.arrive(contexts[1], server, OMAR);
  for (let round = 1; round <= 3; round += 1) {
    const patient = await Patient.visit(contexts[2], server.sameSite);
    await patient.begin({ name: `Both ${round}` });
    const buttons = [dana, omar].map(({ page }) => page.getByRole("button", { name: `Accept the chat with Both ${round}` }));
    for (const button of buttons) await expect(button).toBeVisible();
    await Promise.all(buttons.map((button) => button.evaluate((element: HTMLButtonElement) => element.click())));
    await expect.poll(async () => Number(await dana.composer.isVisible()) + Number(await omar.composer.isVisible()), "one of them may write").toBe(1);
    const [has, lost] = (await dana.composer.isVisible()) ? [dana, omar] : [omar, dana];
    await expect(lost.waiting.getByText(`Both ${round}`)).toBeHidden();
    await expect(lost.mine.getByText(`Both ${round}`)).toBeHidden();
    await expect(patient.panel.locator(".log").getByText(/joined/), "one joined, once").toHaveCount(1);
    await has.say("I am the one");
    await expect.poll(() => patient.texts()).toEqual(["I am the one"]);
    await patient.end();
    await expect(has.seen("The patient ended the chat")).toBeVisible();
    await patient.page.close();
  }
  for (const context of contexts) await context.close();
});

test("a laptop that sleeps for forty seconds: the patient is told that somebody is missing, and nothing is lost when it wakes", { tag: ["@presence"] }, async ({ browser }) => {
  test.setTimeout(150_000);
  const { server } = held;
  const laptop = await chromium.launchServer(launchOptions);
  const theirs = await chromium.connect(laptop.wsEndpoint());
  const dana = await Staff.arrive(await theirs.newContext(), server, DANA);
  const atHome = await browser.newContext();
  const patient = await Patient.visit(atHome, server.sameSite);
  await patient.begin({ name: "Patience" });
  await dana.accept("Patience");
  await dana.composer.fill("A draft on a laptop");
  const pid = laptop.process().pid ?? 0;
  const all = [{ pid }, ...below(pid)];
  signal(all, "SIGSTOP");
  try {
    await patient.say("Are you there?");
    await patient.isState("Sent");
    await expect(patient.seen("Dana Whitfield lost the connection and will be back"), "after the 27 s that a silent browser is given").toBeVisible({ timeout: 45_000 });
    await patient.say("I can wait");
    await pause(5_000);
  } finally {
    signal(all, "SIGCONT");
  }
  await expect.poll(() => dana.texts(), { timeout: 45_000 }).toEqual(["Are you there?", "I can wait"]);
  await expect(dana.composer).toHaveValue("A draft on a laptop");
  await dana.composer.press("Enter");
  await expect.poll(() => patient.texts()).toEqual(["Are you there?", "I can wait", "A draft on a laptop"]);
  await expect(patient.seen("Chatting with Dana Whitfield")).toBeVisible();
  await patient.end();
  await theirs.close();
  await laptop.close();
  await atHome.close();
});

/** By how much the page, or its panel, is wider than its window. */
async function wide(page: Page): Promise<number> {
  const each = await Promise.all(page.frames().map((frame) => frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)));
  return Math.max(...each);
}

/** The clinic's page with this in it, before the loader. */
async function besides(context: BrowserContext, server: Server, markup: string): Promise<void> {
  await context.route(server.sameSite, async (route) => {
    const answer = await route.fetch();
    const headers = { ...answer.headers() };
    delete headers["content-security-policy"];
    await route.fulfill({ response: answer, headers, body: (await answer.text()).replace("</body>", `${markup}</body>`) });
  });
}
