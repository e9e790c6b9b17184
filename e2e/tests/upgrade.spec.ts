// The binary is replaced under a running chat: neither side reloads, and the chat goes on.
import { chmodSync, copyFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { Patient } from "../support/patient.ts";
import { DANA, Server, theBinary } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test } from "../support/test.ts";

test("drained, replaced and started again; stopped by a signal, replaced and started again", { tag: ["@install"] }, async ({ browser }, info) => {
  test.setTimeout(120_000);
  const server = await Server.make();
  const binary = join(server.scratch, "bedside");
  install(binary);
  server.binary = binary;
  await server.start();
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atWork, server, DANA);
  for (const { page } of [patient, dana]) await page.evaluate(() => Object.assign(window, { notReloaded: true }));
  await patient.begin({ name: "Tariq" });
  await dana.accept("Tariq");
  await patient.say("before");
  await expect.poll(() => dana.texts()).toEqual(["before"]);

  const drain = server.command("drain", "--config", server.config, "--json");
  expect(await server.ended(), "ends by itself once drained").toBe(0);
  const drained = await drain;
  expect(drained, drained.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(drained.stdout)).toMatchObject({ ok: true });
  await patient.say("while it was away");
  install(binary);
  await server.start();
  await expect.poll(() => dana.texts(), { timeout: 40_000 }).toEqual(["before", "while it was away"]);
  await dana.say("still here");
  await expect.poll(() => patient.texts(), { timeout: 40_000 }).toEqual(["before", "while it was away", "still here"]);

  expect(await server.end("SIGTERM"), "an orderly stop").toBe(0);
  install(binary);
  await server.start();
  await dana.say("and again");
  await expect.poll(() => patient.texts(), { timeout: 40_000 }).toEqual(["before", "while it was away", "still here", "and again"]);
  await patient.say("good");
  await expect.poll(async () => (await dana.texts()).at(-1), { timeout: 40_000 }).toBe("good");
  await patient.isState("Read");
  await expect(dana.page.locator(".segment-online"), "still online, without a click").toHaveAttribute("aria-pressed", "true");
  for (const { page } of [patient, dana]) expect(await page.evaluate(() => "notReloaded" in window)).toBe(true);
  if (info.status !== info.expectedStatus) await info.attach("server.log", { body: server.logs(), contentType: "text/plain" });
  await atHome.close();
  await atWork.close();
  await server.remove();
});

/** As a package manager does: a new file beside it, then moved over. */
function install(path: string): void {
  copyFileSync(theBinary(), `${path}.new`);
  chmodSync(`${path}.new`, 0o755);
  renameSync(`${path}.new`, path);
}
