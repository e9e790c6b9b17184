// The patient's way through a chat, the same in Chromium, Firefox and WebKitGTK, on phone and desktop, however much the browser keeps.
import { type Browser, chromium, expect, test } from "@playwright/test";
import { launchOptions } from "../support/browser.ts";
import { DANA, Server } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { type Cookies, DESKTOP, ENGINES, type Engine, PHONE, open } from "./launch.ts";
import { Visitor } from "./visitor.ts";

const NO_COOKIE = "Your browser keeps no cookie for this chat";
const CARD = "5500 0055 5555 5559";

interface Place {
  name: string;
  page(server: Server): string;
  cookies: Cookies;
  /** Whether a chat outlives a reload there. */
  keeps(engine: Engine): boolean;
}

const PLACES: Place[] = [
  { name: "one site", page: (server) => server.tls, cookies: "as it comes", keeps: () => true },
  // WebKitGTK gives frames of other sites no cookie at all, not even one for the pair of sites.
  { name: "two sites, partitioned", page: (server) => server.tlsTwoSites, cookies: "no third party", keeps: (engine) => engine !== "webkit" },
  { name: "cookies blocked", page: (server) => server.tls, cookies: "none", keeps: () => false },
];

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
test.afterEach(async ({}, info) => {
  if (info.status !== info.expectedStatus) await info.attach("server.log", { body: server.logs(), contentType: "text/plain" });
});

for (const engine of ENGINES) {
  for (const [size, pixels] of [["phone", PHONE], ["desktop", DESKTOP]] as const) {
    for (const place of PLACES) {
      test(`${engine}, ${size}, ${place.name}: consent, waiting, masking, reload, end, copy`, async ({}, info) => {
        const browser = await open(engine, { ...pixels, cookies: place.cookies });
        try {
          expect(await browser.run("return innerWidth")).toBe(pixels.width);
          await journey(await Visitor.visit(browser, place.page(server)), `${engine} ${size}`, { phone: size === "phone", keeps: place.keeps(engine) });
        } catch (error) {
          await info.attach("screen", { body: await browser.screenshot().catch(() => Buffer.alloc(0)), contentType: "image/png" });
          throw error;
        } finally {
          await browser.close();
        }
      });
    }
  }
}

async function journey(patient: Visitor, name: string, { phone, keeps }: { phone: boolean; keeps: boolean }): Promise<void> {
  const { browser } = patient;
  await patient.begin(name, {
    async beforeConsent() {
      await patient.sees("By choosing “Start chat” you agree to this.");
      await expect(dana.page.getByRole("button", { name: `Accept the chat with ${name}` }), "nothing was sent").toBeHidden();
    },
  });
  await patient.sees("You are next in line");
  if (keeps) expect(await browser.text()).not.toContain(NO_COOKIE);
  else await patient.sees(NO_COOKIE);
  await patient.say("Hello, may I ask something?");

  await dana.accept(name);
  await patient.sees("Chatting with Dana Whitfield");
  await dana.say("Of course.");
  await patient.reads(["Hello, may I ask something?", "Of course."]);
  await patient.say(`My card is ${CARD}`);
  const masked = "My card is XXXX XXXX XXXX 5559";
  await patient.sees("We hid your card number.");
  await expect.poll(() => dana.texts()).toEqual(["Hello, may I ask something?", "Of course.", masked]);
  await patient.isState("Read");
  await fits(patient);

  if (keeps) {
    await patient.begins("A draft");
    await browser.reload();
    // On a phone the chat covers the page, so it waits for the button.
    await (phone ? patient.open() : patient.enter());
    await patient.reads(["Hello, may I ask something?", "Of course.", masked]);
    await expect.poll(() => patient.draft()).toBe("A draft");
    await browser.enter("Write a message");
    await expect.poll(async () => (await dana.texts()).at(-1)).toBe("A draft");
  }

  await patient.end();
  await expect(dana.seen("The patient ended the chat")).toBeVisible();
  const copy = await patient.copy();
  expect(copy).toContain(masked);
  expect(copy).toContain("Riverside");
  expect(copy, "no one's copy has it").not.toContain("5500");
  if (!keeps) {
    await browser.reload();
    await patient.open();
    await browser.find("button", "General questions");
  }
}

/** The composer can be seen whole, and nothing is wider than the panel. */
async function fits({ browser }: Visitor): Promise<void> {
  const box = await browser.run<{ bottom: number; height: number; wide: number }>(`
    const { bottom } = document.querySelector("textarea").getBoundingClientRect();
    return { bottom, height: innerHeight, wide: document.documentElement.scrollWidth - innerWidth };
  `);
  expect(box.bottom).toBeLessThanOrEqual(box.height);
  expect(box.wide).toBeLessThanOrEqual(0);
}
