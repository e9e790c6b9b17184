// Host pages keep the loader they were given. Each one that was ever released works with the panel of today, over postMessage v1.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext } from "@playwright/test";
import { Patient } from "../support/patient.ts";
import { DANA, type Server } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();
const FROZEN = join(import.meta.dirname, "../../vectors/loaders/manifest.json");
const releases = Object.entries(JSON.parse(readFileSync(FROZEN, "utf8")) as Record<string, { hash: string; integrity: string }>);

test("there is an older loader than the one of this build", async ({ request }) => {
  const page = await (await request.get(held.server.sameSite)).text();
  const hashes = new Set(releases.map(([, { hash }]) => hash));
  expect(hashes.size).toBeGreaterThan(1);
  expect([...hashes].filter((hash) => page.includes(hash))).toHaveLength(1);
});

for (const [release, loader] of releases) {
  test(`the loader of ${release} opens, closes, counts and goes on with the panel of today`, async ({ browser }) => {
    const { server } = held;
    const atHome = await browser.newContext({ permissions: ["local-network-access"] });
    const atWork = await browser.newContext();
    const loaded: string[] = [];
    atHome.on("requestfinished", (request) => loaded.push(new URL(request.url()).pathname));
    await serveWith(atHome, server, loader);
    const dana = await Staff.arrive(atWork, server, DANA);
    const patient = await Patient.visit(atHome, server.sameSite);
    await patient.begin({ name: `Lo ${release}` });
    expect(loaded.filter((path) => path.startsWith("/embed/"))).toEqual([`/embed/v1/${loader.hash}/loader.js`]);
    await dana.accept(`Lo ${release}`);
    await patient.say("Is this still me?");
    await expect.poll(() => dana.texts()).toEqual(["Is this still me?"]);

    await patient.panel.getByRole("button", { name: "Close the chat window" }).click();
    await expect(patient.composer).toBeHidden();
    await dana.say("It is.");
    await expect(patient.launcher).toHaveAccessibleName(/1 unread message/);
    await patient.launcher.click();
    await expect.poll(() => patient.texts()).toEqual(["Is this still me?", "It is."]);
    await expect(patient.launcher).not.toHaveAccessibleName(/unread/);

    await patient.page.reload();
    await expect(patient.composer, "open again on the next page").toBeVisible();
    await expect.poll(() => patient.texts()).toEqual(["Is this still me?", "It is."]);
    await patient.end();
    await expect(patient.seen("You ended the chat")).toBeVisible();
    await atHome.close();
    await atWork.close();
  });
}

/** The clinic's page, with another of the two lines that embed the chat. */
async function serveWith(context: BrowserContext, server: Server, { hash, integrity }: { hash: string; integrity: string }): Promise<void> {
  await context.route(server.sameSite, async (route) => {
    const answer = await route.fetch();
    const html = (await answer.text())
      .replace(/\/embed\/v1\/[0-9a-f]+\/loader\.js/, `/embed/v1/${hash}/loader.js`)
      .replace(/integrity="[^"]*"/, `integrity="${integrity}"`);
    await route.fulfill({ response: answer, body: html });
  });
}
