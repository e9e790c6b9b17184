// What the browser keeps of a chat: draft and outbox, over a reload, a discarded tab and a lost network; sealed, masked, and gone
// when the chat is over.
import type { Page } from "@playwright/test";
import { NO_COOKIES, openProfile } from "../support/browser.ts";
import { Cable } from "../support/cable.ts";
import { Patient } from "../support/patient.ts";
import { formsOf } from "../support/search.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();
const CARD = "4111 1111 1111 1111";

test("a draft is there after a reload, masked and readable nowhere in the browser's storage; nothing is left after the end", { tag: ["@send-states"] }, async ({ context }) => {
  const { server } = held;
  const patient = await Patient.alone(context, server.sameSite);
  expect(await databases(patient.page), "nothing before consent").toEqual([]);
  await patient.fill({});
  await patient.start();
  const canary = "Zaunkönig im Schnee";
  await patient.composer.fill(`${canary}, paid with ${CARD} yesterday`);
  await expect.poll(() => dates(patient.page)).toHaveLength(1);
  // A second writing replaces the first: the draft is there once.
  await patient.composer.press("End");
  await patient.composer.pressSequentially(" or so");
  const typed = await patient.page.evaluate(() => Date.now());
  await expect.poll(async () => (await dates(patient.page)).map((at) => at >= typed), "what was typed last is kept, once").toEqual([true]);
  const raw = await stored(patient.page);
  expect(raw.byteLength).toBeGreaterThan(100);
  for (const secret of [canary, "Zaunkönig", "Schnee", CARD, CARD.replaceAll(" ", ""), "yesterday"]) {
    for (const { name, bytes } of formsOf(secret)) expect(raw.includes(bytes), `${secret} as ${name}`).toBe(false);
  }
  expect(await keyIsSecret(patient.page), "the key cannot be read out").toBe(true);
  // The search finds what is there.
  expect(raw.includes(Buffer.from("draft"))).toBe(true);

  await patient.page.reload();
  await expect(patient.composer).toHaveValue(`${canary}, paid with XXXX XXXX XXXX 1111 yesterday or so`);
  expect(await patient.page.title(), "the page's title stays").not.toContain("Zaun");
  await patient.end();
  await expect(patient.seen("You ended the chat")).toBeVisible();
  // What was not sent is the patient's to remove.
  await expect(patient.panel.getByRole("textbox", { name: "What was not sent" })).toHaveValue(/^Zaunkönig im Schnee, paid with X/);
  await patient.panel.getByRole("button", { name: "Remove" }).click();
  await expect.poll(() => databases(patient.page), "text and key are deleted").toEqual([]);
});

test("two messages written offline arrive once each after a reload", { tag: ["@reconnect"] }, async ({ browser }) => {
  const { server } = held;
  const cable = await Cable.lay(server);
  const home = await cable.browser();
  const atWork = await browser.newContext();
  const dana = await Staff.arrive(atWork, server, DANA);
  const patient = await Patient.visit(await home.newContext(), server.sameSite);
  await patient.begin({ name: "Vera" });
  await dana.accept("Vera");
  await patient.say("Hello");
  await expect.poll(() => dana.texts()).toEqual(["Hello"]);
  cable.pull();
  await patient.say("first offline");
  await patient.say("second offline");
  await patient.composer.fill("and a draft");
  await expect.poll(() => kinds(patient)).toEqual(["draft", "outgoing", "outgoing"]);
  cable.plug();
  await patient.page.reload();
  await expect.poll(() => dana.texts(), { timeout: 30_000 }).toEqual(["Hello", "first offline", "second offline"]);
  await expect.poll(() => patient.texts().catch(() => [])).toEqual(["Hello", "first offline", "second offline"]);
  await expect(patient.composer).toHaveValue("and a draft");
  await patient.isState("Read");
  await expect.poll(() => kinds(patient), "confirmed is not kept").toEqual(["draft"]);
  await dana.endChat();
  await expect(patient.seen("Dana Whitfield ended the chat")).toBeVisible();
  expect(await kinds(patient), "until the patient chose").toEqual(["draft"]);
  await patient.panel.getByRole("button", { name: "Remove" }).click();
  await expect.poll(() => databasesIn(patient)).toEqual([]);
  await home.close();
  await atWork.close();
  cable.remove();
});

test("each tab keeps its own draft, and what a tab that is gone had written arrives once", { tag: ["@tabs"] }, async ({ browser }) => {
  const { server } = held;
  const cable = await Cable.lay(server);
  const home = await cable.browser();
  const context = await home.newContext();
  const atWork = await browser.newContext();
  const dana = await Staff.arrive(atWork, server, DANA);
  const first = await Patient.alone(context, server.sameSite);
  await first.fill({ name: "Wim" });
  await first.start();
  await dana.accept("Wim");
  const second = await Patient.alone(context, server.sameSite);
  await expect(second.composer).toBeVisible();
  await first.composer.fill("draft of the first");
  await second.composer.fill("draft of the second");
  await expect.poll(() => dates(first.page)).toHaveLength(2);
  await Promise.all([first.page.reload(), second.page.reload()]);
  await expect(first.composer).toHaveValue("draft of the first");
  await expect(second.composer).toHaveValue("draft of the second");
  await first.say("from the first");
  await expect.poll(() => second.texts(), "one conversation").toEqual(["from the first"]);

  cable.pull();
  await first.say("never sent by its own tab");
  await expect.poll(() => kinds(first)).toEqual(["draft", "outgoing"]);
  await first.page.close();
  cable.plug();
  const third = await Patient.alone(context, server.sameSite);
  await expect(third.composer).toBeVisible();
  const expected = ["from the first", "never sent by its own tab"];
  await expect.poll(() => dana.texts(), { timeout: 30_000 }).toEqual(expected);
  await dana.say("Thank you");
  for (const tab of [second, third]) await expect.poll(() => tab.texts()).toEqual([...expected, "Thank you"]);
  expect(await dana.texts(), "and only once").toEqual([...expected, "Thank you"]);
  await expect(second.composer).toHaveValue("draft of the second");
  await expect(third.composer).toHaveValue("");
  await second.end();
  await expect(third.seen("You ended the chat")).toBeVisible();
  await expect.poll(() => databases(third.page)).toEqual([]);
  await home.close();
  await atWork.close();
  cable.remove();
});

test("where the browser keeps nothing the panel says so before the first message, and works", async ({ browser }) => {
  const { server } = held;
  const notice = "Keep this page open: what you write is not kept anywhere else.";
  const profile = await openProfile({ preferences: NO_COOKIES });
  const cookieless = await Patient.visit(profile.context, server.sameSite);
  await cookieless.begin();
  await expect(cookieless.seen(notice)).toBeVisible();
  await profile.remove();

  const context = await browser.newContext();
  await context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The user has switched storage off.", "SecurityError");
    };
  });
  const blocked = await Patient.alone(context, server.sameSite);
  await blocked.fill({});
  await blocked.start();
  await expect(blocked.seen(notice)).toBeVisible();
  await blocked.say("Hello");
  await blocked.isState("Sent");
  await context.close();
});

/** The names of the databases that page may open. */
function databases(page: Page): Promise<string[]> {
  return page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ""));
}

function databasesIn(patient: Patient): Promise<string[]> {
  return patient.panel.locator("body").evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ""));
}

/** What is kept, by kind. */
function kinds(patient: Patient): Promise<string[]> {
  return patient.panel.locator("body").evaluate(async () => {
    const opening = indexedDB.open("bedside");
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const all = opening.result.transaction("texts").objectStore("texts").getAll();
    await new Promise((resolve) => (all.onsuccess = resolve));
    opening.result.close();
    return (all.result as { kind: string }[]).map(({ kind }) => kind).sort();
  });
}

/** When each kept text was written. */
async function dates(page: Page): Promise<number[]> {
  return (await records(page)).texts.map(({ at }) => Number(at));
}

async function stored(page: Page): Promise<Buffer> {
  const { texts, bytes } = await records(page);
  return Buffer.concat([...bytes.map((list) => Buffer.from(list)), Buffer.from(JSON.stringify(texts))]);
}

/** Everything in the database: what is sealed as bytes, the rest as it is. */
function records(page: Page): Promise<{ texts: Record<string, unknown>[]; bytes: number[][] }> {
  return page.evaluate(async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === "bedside")) return { texts: [], bytes: [] };
    const opening = indexedDB.open("bedside");
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const database = opening.result;
    const texts: Record<string, unknown>[] = [];
    const bytes: number[][] = [];
    for (const name of database.objectStoreNames) {
      const all = database.transaction(name).objectStore(name).getAll();
      await new Promise((resolve) => (all.onsuccess = resolve));
      for (const record of all.result as Record<string, unknown>[]) {
        for (const value of Object.values(record)) {
          if (value instanceof ArrayBuffer) bytes.push([...new Uint8Array(value)]);
          else if (value instanceof Uint8Array) bytes.push([...value]);
        }
        if (name === "texts") texts.push(record);
      }
    }
    database.close();
    return { texts, bytes };
  });
}

function keyIsSecret(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const opening = indexedDB.open("bedside");
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const all = opening.result.transaction("keys").objectStore("keys").getAll();
    await new Promise((resolve) => (all.onsuccess = resolve));
    opening.result.close();
    const keys = all.result as { key: CryptoKey }[];
    const refused = await Promise.all(keys.map(({ key }) => crypto.subtle.exportKey("raw", key).then(() => false, () => true)));
    return keys.length === 1 && refused.every(Boolean);
  });
}
