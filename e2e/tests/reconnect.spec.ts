// The network goes, the server is killed: nothing acknowledged is lost, doubled or reordered, on either screen.
import { Cable } from "../support/cable.ts";
import { Patient } from "../support/patient.ts";
import { DANA, pause } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

/** Of each side. */
const MESSAGES = 30;
/** Printed with a failure, so that the same moments can be tried again: E2E_SEED=… npm test. */
const SEED = Number(process.env["E2E_SEED"] ?? Date.now() % 1_000_000);

test(`30 messages each way through a cut network and a killed server (seed ${process.env["E2E_SEED"] ?? "of the day"})`, async ({}, info) => {
  test.setTimeout(180_000);
  info.annotations.push({ type: "seed", description: String(SEED) });
  const random = randomFrom(SEED);
  const { server } = held;
  const cables = [await Cable.lay(server), await Cable.lay(server)] as const;
  const [homes, works] = [await cables[0].browser(), await cables[1].browser()];
  const atWork = await works.newContext();
  const patient = await Patient.visit(await homes.newContext(), server.sameSite);
  const dana = await Staff.arrive(atWork, server, DANA);
  await patient.begin({ name: "Noor" });
  await dana.accept("Noor");

  const names = (side: string): string[] => [...Array(MESSAGES).keys()].map((n) => `${side} ${n + 1} of ${MESSAGES}`);
  const [asked, answered] = [names("patient"), names("staff")];
  let done = false;

  async function write(who: Patient | Staff, texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      await who.say(text);
      await pause(random(300));
    }
  }

  /** What goes wrong meanwhile, at random moments and in random order, until everything is written; each at least once. */
  async function disturb(): Promise<void> {
    const cut = async (cable: Cable): Promise<void> => {
      cable.pull();
      await pause(random(1_500));
      cable.plug();
    };
    const faults = [
      () => cut(cables[0]),
      () => cut(cables[1]),
      () => server.restart("SIGKILL"),
      () => Promise.all([cut(cables[0]), server.restart("SIGKILL")]),
    ];
    for (let round = 0; !done || round < faults.length; round += 1) {
      await pause(random(1_200));
      await faults[round < faults.length ? round : Math.floor(random(faults.length))]?.();
      info.annotations.push({ type: "fault", description: String(round) });
    }
  }

  const disturbing = disturb();
  await Promise.all([write(patient, asked), write(dana, answered)]);
  done = true;
  await disturbing;

  await expect.poll(async () => (await patient.texts()).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(2 * MESSAGES);
  await expect.poll(async () => (await dana.texts()).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(2 * MESSAGES);
  await patient.isState("Read");
  const onPatients = await patient.texts();
  const onDanas = await dana.texts();
  expect(onPatients.filter((text) => text.startsWith("patient")), "in the order written, once each").toEqual(asked);
  expect(onPatients.filter((text) => text.startsWith("staff"))).toEqual(answered);
  expect(onDanas, "both screens show one order").toEqual(onPatients);

  // And so does what was stored: on a page that has just been loaded, and on both.
  await patient.page.reload();
  await expect.poll(() => patient.texts().catch(() => []), { timeout: 30_000 }).toEqual(onPatients);
  const again = await Staff.visit(atWork, server);
  await again.page.locator("[data-row]").filter({ hasText: "Noor" }).click();
  await expect.poll(() => again.texts().catch(() => []), { timeout: 30_000 }).toEqual(onPatients);
  await homes.close();
  await works.close();
  cables.forEach((cable) => cable.remove());
});

test("what is written while offline waits on the screen, says so, and is sent on return", { tag: ["@send-states", "@reconnect"] }, async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atWork, server, DANA);
  await patient.begin({ name: "Sol" });
  await dana.accept("Sol");
  await server.end("SIGKILL");
  await patient.say("Is somebody there?");
  await dana.say("One moment");
  await expect(patient.seen("Offline. Your message is kept here and sent when you are back.")).toBeVisible();
  await expect(patient.seen("Not for emergencies: call 911")).toBeVisible();
  await expect(dana.seen("No connection. What you write is kept on this page")).toBeVisible();
  expect((await patient.lines()).map(({ state }) => state)).toEqual(["Not sent yet"]);
  await server.start();
  await expect.poll(async () => (await dana.texts()).toSorted(), { timeout: 30_000 }).toEqual(["Is somebody there?", "One moment"]);
  await expect.poll(() => patient.texts(), { timeout: 30_000 }).toEqual(await dana.texts());
  await patient.isState("Read");
  await atHome.close();
  await atWork.close();
});

/** Whole numbers below a bound, the same ones for the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below;
  };
}
