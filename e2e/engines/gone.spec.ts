// What phones do to a chat, in each engine: a tab is thrown away, the network changes. The place in line and the chat are there afterwards.
import { type Browser, chromium, expect, test } from "@playwright/test";
import { launchOptions } from "../support/browser.ts";
import { Cable } from "../support/cable.ts";
import { DANA, Server } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { ENGINES, PHONE, open } from "./launch.ts";
import { Visitor } from "./visitor.ts";

const withoutRules = (launchOptions.args ?? []).filter((arg) => !arg.startsWith("--host-resolver-rules"));

let server: Server;
let cable: Cable;
let work: Browser;
let dana: Staff;

test.beforeAll(async () => {
  // Patients reach it through the cable at localhost; staff come by plain HTTP, which has none in the way.
  server = await Server.make(undefined, "127.0.0.2");
  await server.start();
  cable = await Cable.before(server, server.httpsPort);
  work = await chromium.launch({ ...launchOptions, args: [...withoutRules, `--host-resolver-rules=MAP localhost ${server.address}, MAP * ~NOTFOUND, EXCLUDE ${server.address}`] });
  const context = await work.newContext();
  context.setDefaultTimeout(20_000);
  dana = await Staff.arrive(context, server, DANA);
});
test.afterAll(async () => {
  await work.close();
  cable.remove();
  await server.remove();
});

for (const engine of ENGINES) {
  test(`${engine}: a discarded tab keeps its place in line, its chat and its draft`, { tag: ["@reconnect"] }, async () => {
    const browser = await open(engine, { ...PHONE, cookies: "as it comes" });
    const patient = await Visitor.visit(browser, server.tls);
    const name = `${engine} thrown away`;
    await patient.begin(name);
    await patient.sees("You are next in line");
    await patient.say("I am in line");
    await patient.isState("Sent");
    await gone(patient);
    await patient.sees("You are next in line");
    await patient.reads(["I am in line"]);

    await dana.accept(name);
    await dana.say("I am here");
    await patient.reads(["I am in line", "I am here"]);
    await patient.begins("Half a thought");
    await gone(patient);
    await patient.reads(["I am in line", "I am here"]);
    await expect.poll(() => patient.draft(), "the new tab takes over what the old one had begun").toBe("Half a thought");
    await patient.say(", and the rest of it");
    await expect.poll(() => dana.texts()).toEqual(["I am in line", "I am here", "Half a thought, and the rest of it"]);
    await patient.end();
    await browser.close();
  });

  test(`${engine}: what is written without a network arrives once, from another address`, { tag: ["@reconnect"] }, async () => {
    const browser = await open(engine, { ...PHONE, cookies: "as it comes" });
    const patient = await Visitor.visit(browser, server.tls);
    const name = `${engine} on the way`;
    await patient.begin(name);
    await dana.accept(name);
    await patient.say("At home");
    await expect.poll(() => dana.texts()).toEqual(["At home"]);
    cable.pull();
    await patient.say("In the lift");
    await patient.sees("Offline. Your message is kept here and sent when you are back.");
    await patient.sees("Not for emergencies: call 911");
    await dana.say("Still there?");
    cable.from = "127.0.0.3";
    cable.plug();
    await expect.poll(async () => (await dana.texts()).toSorted(), { timeout: 45_000 }).toEqual(["At home", "In the lift", "Still there?"]);
    await patient.reads(await dana.texts(), 45_000);
    await patient.isState("Read");
    await patient.end();
    await browser.close();
    cable.from = "127.0.0.1";
  });
}

/** The tab goes without a word to the server, and the page is opened anew. */
async function gone(patient: Visitor): Promise<void> {
  cable.pull();
  await patient.browser.discard();
  cable.plug();
  await patient.browser.open(server.tls);
  await patient.open();
}
