// What people write is found in clear in no file, log, metric or core of the server, and not in the browser's profile either.
//
// Covered: every file of the server's folder while it runs, after it was killed and after it stopped (database, write-ahead
// log, key store, audit tiles, checkpoints), its output, its metrics, its temporary files, and a core asked for by SIGABRT.
// Not promised: memory itself. The server forbids cores, and forbids other processes of its account to look; no process can
// forbid root. What root takes from outside (gcore) holds the texts and keys of running chats and, for a while, pieces of texts
// in memory that was given back and not yet used again. The last test reads that memory: it shows that a core would matter.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync, appendFileSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { openProfile } from "../support/browser.ts";
import { findInMemory } from "../support/memory.ts";
import { Patient } from "../support/patient.ts";
import { filesIn, findTexts, formsOf } from "../support/search.ts";
import { DANA, Server, pause } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test } from "../support/test.ts";

/** One for each place where something is written; letters only, so that no recogniser touches them. */
const CANARIES = {
  name: phrase(),
  topic: phrase(),
  form: phrase(),
  fromPatient: phrase(),
  fromStaff: phrase(),
  note: phrase(),
  transferNote: phrase(),
  heldBack: phrase(),
};

test("the search finds a planted canary in each form, in a file of its own and inside a database", async ({}, info) => {
  const folder = info.outputPath("planted");
  mkdirSync(folder, { recursive: true });
  const canary = "Zaunkönig im Schnee";
  for (const [at, { bytes }] of formsOf(canary).entries()) writeFileSync(join(folder, `${at}.bin`), bytes);
  const found = findTexts(filesIn(folder), [canary]);
  for (const [at, { name }] of formsOf(canary).entries()) {
    expect(found.filter(({ where }) => where.endsWith(`/${at}.bin`)).map(({ form }) => form), name).toContain(name);
  }
  // Base64 of a longer text, in which the canary begins anywhere.
  for (const before of ["", "x", "xy", "xyz"]) {
    const file = join(folder, `before-${before.length}.txt`);
    writeFileSync(file, Buffer.from(`${before}${canary}, and more`).toString("base64"));
    expect(findTexts([file], [canary]), `after ${before.length} bytes`).not.toEqual([]);
  }
  expect(findTexts(filesIn(folder), ["Zaunkönig im Regen"]), "and only what is there").toEqual([]);
});

test("a canary in name, topic, form, chat, note and held message is in no file, log, metric or core", async ({ browser }, info) => {
  test.setTimeout(150_000);
  const server = await Server.make();
  await server.start();
  // From here on as installed: `serve` with a configuration, most verbose, with metrics.
  await server.end("SIGTERM");
  const config = join(server.keep, "canary.toml");
  const metrics = server.httpPort + 1;
  const text = readFileSync(server.config, "utf8").replace('level = "warn"', 'level = "debug"');
  writeFileSync(config, `${text}\n[metrics]\naddress = "127.0.0.1:${metrics}"\n`);
  await server.serve(config);

  const profile = await openProfile();
  const atWork = await browser.newContext();
  const patient = await Patient.alone(profile.context, server.sameSite);
  const dana = await Staff.arrive(atWork, server, DANA);
  await patient.fill({ department: "Nurse line", name: CANARIES.name, topic: CANARIES.topic, callback: `${CANARIES.form} 2125550188` });
  await patient.start();
  await dana.accept(CANARIES.name);
  await expect(dana.page.locator("aside").getByText(CANARIES.form)).toBeVisible();
  await patient.say(`I say ${CANARIES.fromPatient} to you`);
  await expect.poll(() => dana.texts()).toEqual([`I say ${CANARIES.fromPatient} to you`]);
  await dana.say(CANARIES.fromStaff);
  await dana.note(`She said ${CANARIES.note}`);
  await expect.poll(async () => (await dana.rows()).length).toBe(3);
  await patient.say(`${CANARIES.heldBack} http://files.example/setup.exe`);
  await expect(dana.page.locator(".held")).toBeVisible();
  await patient.isState("Being checked by staff");
  await dana.transfer("Billing", undefined, CANARIES.transferNote);
  await expect(patient.seen("Dana Whitfield passed you on to Billing")).toBeVisible();

  const canaries = Object.values(CANARIES);
  const here = (): string[] => filesIn(server.scratch);
  expect(findTexts(here(), canaries), "while the chat runs").toEqual([]);
  const counted = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
  expect(counted).toContain("# TYPE");
  const said = join(server.scratch, "metrics.txt");
  writeFileSync(said, counted);
  await patient.end();
  await expect(patient.seen("You ended the chat")).toBeVisible();
  expect(findTexts(here(), canaries), "when it has ended; metrics and log included").toEqual([]);
  expect(findTexts(openFilesOf(server.pid), canaries), "in no file that is open and has no name any more").toEqual([]);

  const control = coreOfAnother(info.outputPath("control"));
  info.annotations.push({ type: "cores of other programs", description: control ?? "none to be had here: not written to the working folder" });
  expect(limitOf(server.pid, "Max core file size"), "not even where the kernel pipes cores away").toEqual(["0", "0"]);
  const before = cores(server.scratch);
  await server.end("SIGABRT").catch(() => undefined);
  await pause(500);
  expect(cores(server.scratch), "SIGABRT leaves no core").toEqual(before);
  expect(findTexts(here(), canaries), "as a crash leaves it").toEqual([]);
  await server.serve(config);
  await server.end("SIGTERM");
  expect(server.logs().length, "it did log").toBeGreaterThan(100);
  expect(findTexts(here(), canaries), "stopped in order").toEqual([]);

  // The same files, with the canary planted into a copy of the database: the search would have found it.
  const planted = join(server.scratch, "planted.sqlite");
  copyFileSync(join(server.data, "data.sqlite"), planted);
  appendFileSync(planted, Buffer.from(CANARIES.note, "utf16le"));
  const found = findTexts(here(), canaries);
  expect(found).toContainEqual({ where: planted, what: CANARIES.note, form: "UTF-16, little end first" });
  expect(found.every(({ where, what }) => where === planted && what === CANARIES.note)).toBe(true);

  await atWork.close();
  await profile.close();
  expect(findTexts(filesIn(profile.folder), canaries), "the patient's browser keeps nothing of it").toEqual([]);
  await profile.remove();
  await server.remove();
});

test("the memory of the server holds a running chat, which a core would hold too; the account's other programs cannot read it", async ({ browser }, info) => {
  const isRoot = process.getuid?.() === 0;
  const server = await Server.make();
  await server.start();
  const [name, topic, text, absent] = [phrase(), phrase(), phrase(), phrase()];
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const dana = await Staff.arrive(atWork, server, DANA);
  const patient = await Patient.alone(atHome, server.sameSite);
  await patient.fill({ department: "General questions", name, topic });
  await patient.start();
  await dana.accept(name);
  await patient.say(text);
  await expect.poll(() => dana.texts()).toEqual([text]);
  if (!isRoot) {
    expect(() => findInMemory(server.pid, [name]), "the server forbids it").toThrow(/EACCES|EPERM/);
  } else {
    // The card is kept for the lists of staff while the chat runs: the search finds it, and not what nobody wrote.
    const during = findInMemory(server.pid, [name, topic, text, absent]);
    expect(during.has(name) && during.has(topic), "the search finds what is there").toBe(true);
    expect(during.has(absent)).toBe(false);
    await patient.end();
    await expect(patient.seen("You ended the chat")).toBeVisible();
    await atHome.close();
    await atWork.close();
    await pause(1_000);
    const left = [...findInMemory(server.pid, [name, topic, text])].map((what) => ({ [name]: "name", [topic]: "topic", [text]: "message" })[what]);
    info.annotations.push({ type: "still in memory given back", description: left.join(", ") || "nothing" });
  }
  await atHome.close();
  await atWork.close();
  await server.remove();
});

/** Aborts a program that may leave a core, in the same way: whether this kernel writes them where one could find them. */
function coreOfAnother(folder: string): string | undefined {
  mkdirSync(folder, { recursive: true });
  spawnSync("sh", ["-c", "ulimit -c unlimited && kill -ABRT $$"], { cwd: folder });
  return cores(folder)[0];
}

function limitOf(pid: number, name: string): string[] {
  const line = readFileSync(`/proc/${pid}/limits`, "utf8").split("\n").find((text) => text.startsWith(name)) ?? "";
  return line.slice(name.length).trim().split(/\s+/).slice(0, 2);
}

/** Two words of random letters and one that is not ASCII. */
function phrase(): string {
  const word = (letters: number): string =>
    [...Array(letters)].map(() => "abcdefghijklmnopqrstuvwxyz"[Math.floor(Math.random() * 26)]).join("");
  return `q${word(9)} ü${word(7)}`;
}

/** What the process has open, such as a temporary file that was unlinked at once. */
function openFilesOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder).map((fd) => join(folder, fd)).filter((fd) => isPlainFile(fd));
  } catch {
    return []; // not root: the server lets nobody look
  }
}

/** Not a socket or a pipe, which would never end. */
function isPlainFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function cores(folder: string): string[] {
  return filesIn(folder).filter((file) => /(^|\/)(core|vgcore)([.-]|$)/.test(file));
}
