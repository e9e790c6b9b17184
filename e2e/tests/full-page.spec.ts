// The link for sites that cannot embed the chat: the same chat as a page of its own, and what stands there without a script.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";
import { Watch } from "../support/watch.ts";

const held = useServer();

test("full page: the link opens the same chat, which goes on after a reload; its title counts, and nobody frames it", { tag: ["@full-page"] }, async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const watch = new Watch(atHome);
  const complaints: string[] = [];
  atHome.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  const patient = await Patient.fullPage(atHome, server.sameSite);
  await expect(patient.page).toHaveTitle("Riverside Clinic");
  await expect(patient.panel.getByRole("heading", { level: 1, name: "Riverside Clinic" })).toBeVisible();
  await expect(patient.page.locator(".ways"), "what is for pages without a script").toBeHidden();
  await isAccessible({ page: patient.page, what: "the full page, before the chat" });
  await patient.fill({ name: "Petra" });
  await patient.start();
  const dana = await Staff.arrive(await browser.newContext(), server, DANA);
  await dana.accept("Petra");
  await patient.say("No window around me.");
  await expect.poll(() => dana.texts()).toEqual(["No window around me."]);
  await isAccessible({ page: patient.page, what: "the full page, a chat" });
  await patient.page.evaluate(() => {
    Object.assign(document, { hasFocus: () => false });
    dispatchEvent(new Event("blur"));
  });
  await dana.say("I can see you.");
  await expect(patient.page).toHaveTitle("(1) Riverside Clinic");
  await patient.page.evaluate(() => {
    Object.assign(document, { hasFocus: () => true });
    dispatchEvent(new Event("focus"));
  });
  await expect(patient.page).toHaveTitle("Riverside Clinic");
  await patient.page.reload();
  await expect.poll(() => patient.texts()).toEqual(["No window around me.", "I can see you."]);
  expect(complaints.filter((text) => !text.includes("401"))).toEqual([]);
  expect(watch.strangers(server.origins)).toEqual([]);
  const answer = await patient.page.request.get(patient.page.url());
  expect(answer.headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(answer.headers()["content-security-policy"]).not.toContain("unsafe");
  await patient.end();
});

test("full page: without JavaScript it names the telephone, the emergency number and the hours of each department", { tag: ["@full-page"] }, async ({ browser }) => {
  const { server } = held;
  const file = join(server.scratch, "hours.json");
  const day = [{ from: "08:30", to: "17:00" }];
  writeFileSync(file, JSON.stringify({ zone: "America/New_York", week: { monday: day, tuesday: day } }));
  const set = await server.command("department", "hours", "--from", file, "--config", server.config, "--department", "Vaccinations");
  expect(set, set.stderr).toMatchObject({ code: 0 });

  const plain = await browser.newContext({ javaScriptEnabled: false });
  const page = await plain.newPage();
  await page.goto(new URL("/chat/riverside", server.sameSite).href);
  await expect(page.getByText("The chat needs JavaScript")).toBeVisible();
  await expect(page.getByRole("link", { name: "Call the clinic: +1 212 555 0100" })).toHaveAttribute("href", "tel:+12125550100");
  await expect(page.getByRole("link", { name: "In an emergency call 911" })).toHaveAttribute("href", "tel:911");
  await expect(page.getByRole("heading", { name: "Vaccinations" })).toBeVisible();
  await expect(page.getByText("Monday to Tuesday")).toBeVisible();
  await expect(page.getByText("8:30 AM to 5:00 PM")).toBeVisible();
  await expect(page.getByText("Wednesday to Sunday")).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("plain.png"), fullPage: true });

  // A script that does not come is no other case; here axe can look at it.
  const broken = await browser.newContext();
  await broken.route("**/panel/assets/*.js", (route) => route.abort());
  const left = await broken.newPage();
  await left.goto(new URL("/chat/riverside", server.sameSite).href);
  await expect(left.getByRole("link", { name: "Call the clinic" })).toBeVisible();
  await isAccessible({ page: left, what: "the full page without its script" });

  const back = await server.command("department", "hours", "--always", "--config", server.config, "--department", "Vaccinations");
  expect(back.code).toBe(0);
});

test("full page: a link that names no clinic says so, and what to do", { tag: ["@full-page"] }, async ({ browser }) => {
  const { server } = held;
  const page = await (await browser.newContext({ locale: "es-MX" })).newPage();
  const answer = await page.goto(new URL("/chat/nobody-is-here", server.sameSite).href);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "No hay ningún chat en esta dirección" })).toBeVisible();
  expect(await page.locator("html").getAttribute("lang")).toBe("es");
  await isAccessible({ page, what: "a link that names no clinic" });
  const slash = await page.goto(new URL("/chat/riverside/", server.sameSite).href);
  expect(slash?.url()).toMatch(/\/chat\/riverside$/);
});

test("full page: it speaks the browser's language, and `?lang=` asks for the other, with a script and without", { tag: ["@full-page", "@languages"] }, async ({ browser }) => {
  const { server } = held;
  const link = new URL("/chat/riverside", server.sameSite).href;
  for (const [locale, query, language, heading, call] of [
    ["en-US", "?lang=es", "es", "¿Con quién desea hablar?", "Llame a la clínica: +1 212 555 0100"],
    ["es-MX", "", "es", "¿Con quién desea hablar?", "Llame a la clínica: +1 212 555 0100"],
    ["es-MX", "?lang=en", "en", "Who would you like to talk to?", "Call the clinic: +1 212 555 0100"],
  ] as const) {
    const page = await (await browser.newContext({ locale })).newPage();
    await page.goto(link + query);
    await expect(page.getByText(heading)).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    const plain = await (await browser.newContext({ locale, javaScriptEnabled: false })).newPage();
    await plain.goto(link + query);
    await expect(plain.getByRole("link", { name: call })).toBeVisible();
    await expect(plain.locator("html")).toHaveAttribute("lang", language);
    await page.context().close();
    await plain.context().close();
  }
});
