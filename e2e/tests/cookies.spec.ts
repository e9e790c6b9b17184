// One site, two sites, no cookies: a chat is had in each, and the patient is told before the first message where it will not
// outlive the page.
import { type BrowserContext, expect } from "@playwright/test";
import { NO_COOKIES, NO_THIRD_PARTY_COOKIES, type ProfileOptions, openProfile } from "../support/browser.ts";
import { Patient } from "../support/patient.ts";
import { DANA, type Server } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { test, useServer } from "../support/test.ts";
import { Watch } from "../support/watch.ts";

const held = useServer();
const NOTICE = "Your browser keeps no cookie for this chat";

interface Case {
  name: string;
  page(server: Server): string;
  profile: ProfileOptions;
  /** What the browser keeps: nothing, a cookie, or one for this pair of sites alone. */
  keeps: "cookie" | "partitioned" | "nothing";
}

const CASES: Case[] = [
  { name: "one site", page: (s) => s.sameSite, profile: {}, keeps: "cookie" },
  { name: "one site, TLS", page: (s) => s.tls, profile: { ignoreHTTPSErrors: true }, keeps: "cookie" },
  {
    name: "two sites, third-party cookies blocked",
    page: (s) => s.twoSites,
    profile: { preferences: NO_THIRD_PARTY_COOKIES },
    keeps: "partitioned",
  },
  {
    name: "two sites, third-party cookies blocked, TLS",
    page: (s) => s.tlsTwoSites,
    profile: { preferences: NO_THIRD_PARTY_COOKIES, ignoreHTTPSErrors: true },
    keeps: "partitioned",
  },
  { name: "one site, all cookies blocked", page: (s) => s.sameSite, profile: { preferences: NO_COOKIES }, keeps: "nothing" },
  { name: "two sites, all cookies blocked", page: (s) => s.twoSites, profile: { preferences: NO_COOKIES }, keeps: "nothing" },
  {
    name: "two sites, all cookies blocked, TLS",
    page: (s) => s.tlsTwoSites,
    profile: { preferences: NO_COOKIES, ignoreHTTPSErrors: true },
    keeps: "nothing",
  },
];

for (const { name, page, profile: options, keeps } of CASES) {
  test(name, async ({ browser }) => {
    const { server } = held;
    const atWork = await browser.newContext();
    const dana = await Staff.arrive(atWork, server, DANA);
    const profile = await openProfile(options);
    const watch = new Watch(profile.context);
    const patient = await Patient.visit(profile.context, page(server));

    await patient.open();
    await patient.fill({ name });
    expect(await cookiesOf(profile.context), "no cookie before consent").toEqual([]);
    await patient.start();
    const notice = patient.seen(NOTICE);
    if (keeps === "nothing") await expect(notice, "said before the first message").toBeVisible();
    else await expect(notice).toBeHidden();

    await dana.accept(name);
    await patient.say("Hello?");
    await expect.poll(() => dana.texts()).toEqual(["Hello?"]);
    await dana.say("Hello!");
    await expect.poll(() => patient.texts()).toEqual(["Hello?", "Hello!"]);

    const cookies = await cookiesOf(profile.context);
    expect(cookies.map(({ name }) => name)).toEqual(keeps === "nothing" ? [] : ["__Host-bedside-visitor"]);
    for (const cookie of cookies) {
      expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: "None", path: "/" });
      if (keeps === "partitioned") expect(cookie.partitionKey, "kept for this pair of sites alone").toContain("127.0.0.1");
    }

    await patient.page.reload();
    if (keeps === "nothing") {
      await patient.open();
      await expect(patient.panel.getByRole("button", { name: "General questions" }), "a new beginning").toBeVisible();
    } else {
      await expect.poll(() => patient.texts().catch(() => []), "goes on by itself").toEqual(["Hello?", "Hello!"]);
      await patient.say("Still me");
      await expect.poll(() => dana.texts()).toEqual(["Hello?", "Hello!", "Still me"]);
    }
    expect(watch.strangers(server.origins)).toEqual([]);
    await profile.remove();
    await atWork.close();
  });
}

async function cookiesOf(context: BrowserContext): Promise<(Awaited<ReturnType<BrowserContext["cookies"]>>[number] & { partitionKey?: string })[]> {
  return context.cookies();
}
