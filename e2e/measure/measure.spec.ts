// What a patient downloads and waits for, what a keystroke costs in a full console, what an open chat does while nothing happens.
// Nothing is asserted of times: docs/benchmarks.md tells them, with the machine and its load.
import { spawnSync } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type CDPSession, type Page, chromium, expect, test } from "@playwright/test";
import { launchOptions } from "../support/browser.ts";
import { Patient } from "../support/patient.ts";
import { DANA, Server, pause } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { gather } from "./crowd.ts";
import { type Row, kB, ms, quantile, report } from "./results.ts";

const held = {} as { server: Server };
test.beforeEach(async () => {
  held.server = await Server.make();
  await held.server.start();
});
test.afterEach(() => held.server.remove());

/** Counts what comes over the wire, headers and compressed bodies, until it is asked. */
async function counter(page: Page): Promise<() => { bytes: number; requests: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const seen = { bytes: 0, requests: 0 };
  session.on("Network.loadingFinished", ({ encodedDataLength }) => {
    seen.bytes += encodedDataLength;
    seen.requests += 1;
  });
  return () => {
    const now = { ...seen };
    seen.bytes = seen.requests = 0;
    return now;
  };
}

test("bytes over the wire", async ({ browser }) => {
  const rows: Row[] = [];
  const atHome = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await atHome.newPage();
  const taken = await counter(page);
  const note = (what: string): void => {
    const { bytes, requests } = taken();
    rows.push([what, kB(bytes), requests]);
  };
  await page.goto(`${held.server.tls}healthz`);
  taken();
  await page.goto(held.server.tls, { waitUntil: "networkidle" });
  await expect(page.locator("bedside-chat button.b")).toBeVisible();
  note("the clinic's page with the loader");
  await page.locator("bedside-chat button.b").click();
  const panel = page.frameLocator("bedside-chat iframe");
  await expect(panel.locator(".choice").first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  note("click: the panel, and all it loads beside");
  await panel.locator(".choice").first().click();
  await panel.locator("form button[type=submit]").click();
  await expect(panel.locator(".composer textarea")).toBeVisible();
  await page.waitForLoadState("networkidle");
  note("chat begun: what comes until one can write");
  await atHome.close();

  const atWork = await browser.newContext({ ignoreHTTPSErrors: true });
  const work = await atWork.newPage();
  const alsoTaken = await counter(work);
  await work.goto(`${held.server.tls}console/`, { waitUntil: "networkidle" });
  await work.locator("input[name=email]").waitFor();
  const { bytes, requests } = alsoTaken();
  rows.push(["console, sign-in and all it loads beside", kB(bytes), requests]);
  await atWork.close();
  report("wire", ["what", "kB", "requests"], rows);
});

/** Slow 4G and a quarter of this machine's speed, as in Lighthouse's profile of a phone. */
async function throttle(session: CDPSession): Promise<void> {
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: (1.6 * 1e6) / 8, uploadThroughput: (0.75 * 1e6) / 8 });
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
}

test("from the tap to the first message box, on a throttled phone", async ({ browser }) => {
  const first: number[] = [];
  const box: number[] = [];
  for (let run = 0; run < 7; run += 1) {
    const context = await browser.newContext({ viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true });
    const page = await context.newPage();
    await throttle(await context.newCDPSession(page));
    await page.goto(held.server.sameSite, { waitUntil: "networkidle" });
    const launcher = page.locator("bedside-chat button.b");
    await launcher.waitFor();
    const panel = page.frameLocator("bedside-chat iframe");
    // Times of the page itself: from the event of the tap until the frame is shown with something to choose.
    const shown = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const root = document.querySelector("bedside-chat")!.shadowRoot!;
          let began = 0;
          root.querySelector("button")!.addEventListener("pointerdown", ({ timeStamp }) => (began = timeStamp), { capture: true });
          const look = (): void => {
            const frame = root.querySelector("iframe");
            const there = frame && !frame.hidden && began > 0 && frame.contentDocument?.querySelector(".choice, form");
            if (there) requestAnimationFrame(() => resolve(performance.now() - began));
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
    await launcher.tap();
    first.push(await shown);
    await panel.locator(".choice").first().tap();
    const writable = panel.locator("form button[type=submit]").evaluate(
      (button) =>
        new Promise<number>((resolve) => {
          let began = 0;
          button.addEventListener("pointerdown", ({ timeStamp }) => (began = timeStamp), { capture: true });
          const look = (): void => {
            if (began > 0 && document.querySelector(".composer textarea")) requestAnimationFrame(() => resolve(performance.now() - began));
            else requestAnimationFrame(look);
          };
          look();
        }),
    );
    await panel.locator("form button[type=submit]").tap();
    box.push(await writable);
    await context.close();
  }
  const row = (what: string, times: number[]): Row => [what, ms(quantile(times, 0.5)), ms(Math.max(...times))];
  report("phone", ["what", "median of 7, ms", "slowest, ms"], [row("tap on the button until there is something to choose", first), row("tap on “Start chat” until the message box is there", box)]);
});

test("input delay with 50 open chats and 5 000 messages in one", async ({ browser }) => {
  const { server } = held;
  // The server proper, with one limit raised: one visitor writes 5 000 messages here.
  await server.end("SIGTERM");
  const config = readFileSync(server.config, "utf8");
  expect(config).not.toContain("[chat]");
  appendFileSync(server.config, "\n[chat]\nvisitor_messages_per_minute = 1000000\n");
  await server.serve(server.config);

  const crowd = await (await browser.newContext()).newPage();
  await crowd.goto(server.console);
  const dana = await Staff.arrive(await browser.newContext(), server, DANA);
  const rows: Row[] = [];
  const measure = async (what: string): Promise<void> => {
    const delays = await keys(dana);
    rows.push([what, ms(quantile(delays, 0.5)), ms(quantile(delays, 0.95)), ms(Math.max(...delays))]);
  };
  await gather(crowd, { visitors: 1, messages: 0, department: "General questions" });
  await dana.page.locator(".item-accept").first().click();
  await expect(dana.composer).toBeVisible();
  await measure("1 chat, 1 message");
  await gather(crowd, { visitors: 49, messages: 4_999, department: "General questions" });
  await expect(dana.page.locator(".item-waiting")).toHaveCount(49, { timeout: 30_000 });
  for (let open = 1; open < 50; open += 1) {
    await dana.page.locator(".item-accept").first().click();
    await expect(dana.page.locator(".item-waiting")).toHaveCount(49 - open);
  }
  await dana.page.locator(".lists [data-row]").filter({ hasText: "Visitor 1" }).filter({ hasText: "4" }).first().waitFor();
  await measure("50 chats open, the newest one shown");
  const began = performance.now();
  let many = 0;
  for (const row of await dana.page.locator(".lists [data-row]").all()) {
    await row.click();
    many = await dana.page.locator(".row-text").count();
    if (many > 1000) break;
    await expect(dana.composer).toBeVisible();
    many = await dana.page.locator(".row-text").count();
    if (many > 1000) break;
  }
  console.log(`found the long chat after ${(performance.now() - began).toFixed(0)} ms: ${many} messages are drawn`);
  expect(many, "the chat with 5 000 messages is on the screen").toBeGreaterThan(1000);
  await measure(`50 chats open, the one with 5 000 messages shown (${many} drawn)`);
  report("input", ["what", "p50, ms", "p95, ms", "slowest, ms"], rows);
});

/** From each keydown until the frame after it was painted. */
async function keys(staff: Staff): Promise<number[]> {
  await staff.composer.fill("");
  await staff.composer.focus();
  await staff.composer.evaluate((field) => {
    const delays: number[] = [];
    Object.assign(window, { delays });
    field.addEventListener("keydown", ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        // After the frame: the task that follows the painting.
        channel.port1.onmessage = () => delays.push(performance.now() - timeStamp);
        channel.port2.postMessage(0);
      });
    });
  });
  await staff.page.keyboard.type("Thank you for writing. I will look into it and come back to you in a moment. ".repeat(2), { delay: 40 });
  await pause(500);
  await staff.composer.fill("");
  return staff.page.evaluate(() => (window as unknown as { delays: number[] }).delays);
}

test("processor time of an open chat in which nothing happens, over a minute", async () => {
  const { server } = held;
  const rows: Row[] = [];
  const idle = async (what: string, prepare: (browser: Browser) => Promise<unknown>): Promise<void> => {
    const browser = await chromium.launch(launchOptions);
    await prepare(browser);
    await pause(5_000);
    const session = await browser.newBrowserCDPSession();
    const used = async (): Promise<number> => (await session.send("SystemInfo.getProcessInfo")).processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    const before = await used();
    await pause(60_000);
    rows.push([what, (((await used()) - before) * 1000).toFixed(0)]);
    await browser.close();
  };
  const visit = async (browser: Browser): Promise<Patient> => Patient.visit(await browser.newContext(), server.sameSite);
  await idle("the clinic's page, the chat never opened", visit);
  await idle("the chat open, waiting in line", async (browser) => (await visit(browser)).begin({ name: "Idle" }));
  await idle("the console, online, nothing going on", async (browser) => Staff.arrive(await browser.newContext(), server, DANA));
  report("rest", ["what", "processor time of all of Chromium in 60 s, ms"], rows);
});

test("Lighthouse on the clinic's page with the chat, and on the console", async () => {
  const folder = process.env["BEDSIDE_LIGHTHOUSE"];
  test.skip(!folder, "BEDSIDE_LIGHTHOUSE names no folder with Lighthouse in it");
  const rows: Row[] = [];
  for (const [what, url] of [
    ["the clinic's page with the loader", held.server.sameSite],
    ["the chat as a page of its own", new URL("/panel/?site=riverside", held.server.sameSite).href],
    ["console, sign-in", held.server.console],
  ] as const) {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [join(folder ?? "", "node_modules/lighthouse/cli/index.js"), url, "--quiet", "--output=json", "--only-categories=performance,accessibility,best-practices", "--chrome-flags=--headless=new --no-sandbox"],
      { encoding: "utf8", maxBuffer: 64 * 1024 * 1024, env: { ...process.env, CHROME_PATH: launchOptions.executablePath ?? "" } },
    );
    if (!stdout.startsWith("{")) throw new Error(`Lighthouse gave nothing: ${stderr.slice(0, 500)}`);
    const { categories, audits } = JSON.parse(stdout);
    const score = (name: string): string => ((categories[name]?.score ?? 0) * 100).toFixed(0);
    rows.push([what, score("performance"), score("accessibility"), score("best-practices"), ms(audits["largest-contentful-paint"].numericValue), ms(audits["total-blocking-time"].numericValue)]);
  }
  report("lighthouse", ["what", "performance", "accessibility", "best practices", "largest paint, ms", "blocked, ms"], rows);
});
