// A phone in a pocket for five minutes: every process of the browser stands still that long, in each engine, in line and in a chat. Then it
// goes on as if nothing had been. The wait is real: no clock is turned. All of them wait at once.
import { type Browser, chromium, expect, test } from "@playwright/test";
import { launchOptions } from "../support/browser.ts";
import { DANA, Server, pause } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { ENGINES, PHONE, open } from "./launch.ts";
import { Visitor } from "./visitor.ts";

/** Far longer than the 27 s after which the server takes a silent browser for dead. */
const FROZEN_S = Number(process.env["E2E_FROZEN_SECONDS"] ?? 300);

let server: Server;
let work: Browser;
let dana: Staff;

test.beforeAll(async () => {
  server = await Server.make();
  await server.start();
  work = await chromium.launch(launchOptions);
  const context = await work.newContext();
  context.setDefaultTimeout(20_000);
  dana = await Staff.arrive(context, server, DANA);
});
test.afterAll(async () => {
  await work.close();
  await server.remove();
});

test("Chromium, Firefox and WebKitGTK, frozen for five minutes: place in line, chat and draft are kept, and nothing is missed", { tag: ["@reconnect"] }, async () => {
  test.setTimeout((FROZEN_S + 180) * 1_000);
  const chatting: Visitor[] = [];
  const waiting: Visitor[] = [];
  for (const engine of ENGINES) {
    const patient = await Visitor.visit(await open(engine, { ...PHONE, cookies: "as it comes" }), server.tls);
    await patient.begin(`${engine} talks`);
    await dana.accept(`${engine} talks`);
    await patient.say("One moment, please");
    await patient.isState("Read");
    await patient.browser.type("Write a message", "A draft");
    await expect.poll(() => patient.draft()).toBe("A draft");
    chatting.push(patient);
  }
  for (const engine of ENGINES) {
    const patient = await Visitor.visit(await open(engine, { ...PHONE, cookies: "as it comes" }), server.tls);
    await patient.begin(`${engine} waits`);
    waiting.push(patient);
  }
  const places = ["You are next in line", "You are 2nd in line", "You are 3rd in line"];
  for (const [at, place] of places.entries()) await waiting[at]?.sees(place);

  for (const { browser } of [...chatting, ...waiting]) browser.freeze();
  await pause((FROZEN_S / 2) * 1_000);
  for (const engine of ENGINES) {
    await dana.page.locator(".lists [data-row]").filter({ hasText: `${engine} talks` }).click();
    await dana.say("Take your time");
  }
  await pause((FROZEN_S / 2) * 1_000);
  for (const { browser } of [...chatting, ...waiting]) browser.thaw();

  for (const [at, engine] of ENGINES.entries()) {
    const patient = chatting[at]!;
    await patient.reads(["One moment, please", "Take your time"], 60_000);
    expect(await patient.draft()).toBe("A draft");
    await patient.browser.enter("Write a message");
    await dana.page.locator(".lists [data-row]").filter({ hasText: `${engine} talks` }).click();
    await expect.poll(() => dana.texts()).toEqual(["One moment, please", "Take your time", "A draft"]);
    await patient.isState("Read");
  }
  for (const [at, engine] of ENGINES.entries()) {
    const patient = waiting[at]!;
    // Who was before has been taken by now.
    await patient.sees("You are next in line");
    await dana.accept(`${engine} waits`);
    await patient.sees("Chatting with Dana Whitfield");
  }
  for (const { browser } of [...chatting, ...waiting]) await browser.close();
});
