// The clinic's page: what the loader does there, and what it does when the server is away.
import { type BrowserContext, expect } from "@playwright/test";
import { Patient } from "../support/patient.ts";
import { DANA, type Server } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { test, useServer } from "../support/test.ts";
import { Watch } from "../support/watch.ts";

const held = useServer();

test("the server is away: the loader shows the emergency number and the clinic's phone as links", async ({ context }) => {
  const { server } = held;
  const patient = await Patient.visit(context, server.sameSite);
  await server.end("SIGKILL");
  await patient.launcher.click();
  const card = patient.page.locator("bedside-chat .c");
  await expect(card.getByText("The chat does not answer at the moment.")).toBeVisible({ timeout: 12_000 });
  await expect(card.getByRole("link", { name: "In an emergency call 911" })).toHaveAttribute("href", "tel:911");
  await expect(card.getByRole("link", { name: "Call the clinic: +1 212 555 0100" })).toHaveAttribute("href", "tel:+12125550100");
  await server.start();
  await card.getByRole("button", { name: "Try again" }).click();
  await expect(patient.panel.getByText("Who would you like to talk to?")).toBeVisible();
});

test("the server goes while the panel loads: the panel says so, with both numbers", async ({ context }) => {
  const { server } = held;
  await context.route("**/api/v1/sites/*", (route) => route.abort());
  const patient = await Patient.visit(context, server.sameSite);
  await patient.open();
  await expect(patient.panel.getByText("The chat is not available at the moment")).toBeVisible();
  await expect(patient.panel.getByRole("link", { name: "Call 911 now" })).toHaveAttribute("href", "tel:911");
  await expect(patient.panel.getByRole("link", { name: "Call the clinic: +1 212 555 0100" })).toHaveAttribute("href", "tel:+12125550100");
  await context.unroute("**/api/v1/sites/*");
  await patient.panel.getByRole("button", { name: "Try again" }).click();
  await expect(patient.panel.getByText("Who would you like to talk to?")).toBeVisible();
});

test("under the strictest policy of a page the chat works, and nothing is asked of anyone else", async ({ browser }) => {
  const { server } = held;
  // A page that the test answers itself counts as one from the internet, and asks before it talks to this machine.
  const atHome = await browser.newContext({ permissions: ["local-network-access"] });
  const atWork = await browser.newContext();
  const watch = new Watch(atHome);
  const complaints = complaintsOf(atHome);
  const chat = new URL(server.sameSite).origin;
  await serveAs(atHome, server, {
    "content-security-policy":
      `default-src 'none'; script-src ${chat}; frame-src ${chat}; base-uri 'none'; form-action 'none'; ` +
      "require-trusted-types-for 'script'; trusted-types 'none'",
  });
  const dana = await Staff.arrive(atWork, server, DANA);
  const patient = await Patient.visit(atHome, server.twoSites);
  await patient.begin({ name: "Uma" });
  await dana.accept("Uma");
  await patient.say("Hello from a strict page");
  await expect.poll(() => dana.texts()).toEqual(["Hello from a strict page"]);
  expect(complaints).toEqual([]);
  expect(watch.strangers(server.origins)).toEqual([]);
  await atHome.close();
  await atWork.close();
});

test("no cookie and no request but the loader's before the visitor means to chat", async ({ context }) => {
  const { server } = held;
  const watch = new Watch(context);
  const patient = await Patient.visit(context, server.sameSite);
  await expect(patient.launcher).toBeVisible();
  await patient.page.waitForLoadState("networkidle");
  const paths = watch.urls.map((url) => new URL(url)).filter(({ protocol }) => protocol !== "data:").map(({ pathname }) => pathname);
  expect(paths.toSorted()).toEqual(["/", "/clinic.css", expect.stringMatching(/^\/embed\/v1\/[0-9a-f]+\/loader\.js$/)]);
  await patient.open();
  await patient.fill({ name: "Somebody", topic: "Something" });
  await patient.page.waitForTimeout(500);
  expect(await context.cookies()).toEqual([]);
  expect(await watch.find((text) => /Somebody|Something/.test(text)), "nothing leaves before consent").toEqual([]);
  expect(await patient.page.evaluate(() => ({ ...sessionStorage, ...localStorage }))).toEqual({});
  await patient.start();
  expect((await context.cookies()).map(({ name }) => name)).toEqual(["__Host-bedside-visitor"]);
  // Page and panel are of one origin here; on a page of another the tab's random name is the panel's alone.
  await expect
    .poll(() => patient.page.evaluate(() => ({ ...sessionStorage, ...localStorage })))
    .toEqual({ "bedside:riverside": "open", "bedside:tab": expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(watch.strangers(server.origins)).toEqual([]);
});

test("a second copy of the loader does nothing", async ({ context }) => {
  const { server } = held;
  const page = await context.newPage();
  const complaints = complaintsOf(context);
  await page.route(server.sameSite, async (route) => {
    const answer = await route.fetch();
    const html = await answer.text();
    const script = /<script[^>]*><\/script>/.exec(html.replaceAll("\n", " "))?.[0] ?? "";
    expect(script).toContain("data-site");
    await route.fulfill({ response: answer, body: html.replace("</body>", `${script}${script}</body>`) });
  });
  await page.goto(server.sameSite);
  await page.waitForLoadState("networkidle");
  expect(await page.locator("script[data-site]").count()).toBe(3);
  await expect(page.locator("bedside-chat")).toHaveCount(1);
  await page.locator("bedside-chat button.b").click();
  await expect(page.locator("bedside-chat iframe")).toHaveCount(1);
  expect(complaints).toEqual([]);
});

test("the panel lets itself be framed by the site's pages only, and the console by nobody", async ({ browser }) => {
  const { server } = held;
  const context = await browser.newContext({ permissions: ["local-network-access"] });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  let source = "";
  await page.route("http://stranger.localhost/", (route) =>
    route.fulfill({ contentType: "text/html", body: `<iframe src="${source}"></iframe>` }),
  );
  for (const path of ["/panel/?site=riverside", "/console/"]) {
    source = new URL(path, server.sameSite).href;
    complaints.length = 0;
    await page.goto("http://stranger.localhost/");
    await expect.poll(() => complaints.join(" "), path).toContain("frame-ancestors");
    await expect.poll(() => page.frames()[1]?.url(), path).toMatch(/^chrome-error:/);
  }
  await context.close();
});

/** Gives the clinic's page other headers. The page stands at the second address, so the chat is another site. */
async function serveAs(context: BrowserContext, server: Server, headers: Record<string, string>): Promise<void> {
  await context.route(server.twoSites, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), ...headers } });
  });
}

/** What the browser complains about: blocked by a policy, failed, thrown. */
function complaintsOf(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on("console", (message) => {
    // A session is asked for before there is one; the page's own style sheet is not allowed by the test's policy.
    const known = /status of 401|clinic\.css|data:,/.test(`${message.text()} ${message.location().url}`);
    if (["error", "warning"].includes(message.type()) && !known) complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
  return complaints;
}
