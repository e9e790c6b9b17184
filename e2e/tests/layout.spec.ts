// What must stay in sight, does: the emergency notice on a low screen, the newest message when a window changes its size.
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("the emergency notice is whole on low screens, and the composer is there", { tag: ["@mobile"] }, async ({ browser }) => {
  const context = await browser.newContext();
  const patient = await Patient.alone(context, held.server.sameSite);
  await patient.fill({ name: "Low" });
  await patient.start();
  await patient.say("I have chest pain");
  await expect(patient.emergencyBanner).toBeVisible();
  for (const [width, height] of [[384, 640], [360, 568], [1280, 640]] as const) {
    await patient.page.setViewportSize({ width, height });
    for (const name of [/^Call 911 now$/, /^Call the clinic/]) {
      await expect(patient.emergencyBanner.getByRole("link", { name }), `${width}x${height}`).toBeInViewport({ ratio: 1 });
    }
    const cut = await patient.emergencyBanner.evaluate((banner) => banner.scrollHeight - banner.clientHeight);
    expect(cut, `nothing is cut at ${width}x${height}`).toBeLessThanOrEqual(0);
    await expect(patient.composer, `${width}x${height}`).toBeInViewport({ ratio: 1 });
  }
  await patient.page.setViewportSize({ width: 640, height: 320 });
  const first = patient.emergencyBanner.getByRole("link", { name: "Call 911 now" });
  await first.scrollIntoViewIfNeeded();
  await expect(first, "on its side, a phone scrolls the notice").toBeInViewport({ ratio: 1 });
  await context.close();
});

test("the console's log keeps its end in sight when the window gets narrower, and its place when one reads above", async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const dana = await Staff.arrive(atWork, server, DANA);
  const patient = await Patient.alone(atHome, server.sameSite);
  await patient.fill({ name: "Wide" });
  await patient.start();
  await dana.accept("Wide");
  for (let n = 1; n <= 12; n += 1) await patient.say(`Message ${n}: ${"a rather long line that wraps sooner where there is less room for it. ".repeat(3)}`);
  await expect.poll(async () => (await dana.texts()).length).toBe(12);
  const log = dana.page.getByRole("log");
  const fromEnd = (): Promise<number> => log.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);
  await expect.poll(fromEnd).toBeLessThan(48);
  for (const width of [900, 500, 800, 1280]) {
    await dana.page.setViewportSize({ width, height: 700 });
    await expect.poll(fromEnd, { message: `at the end at ${width}` }).toBeLessThan(48);
  }
  await patient.say("and one more");
  await expect.poll(fromEnd).toBeLessThan(48);
  await log.evaluate((element) => element.scrollTo(0, 0));
  await expect(dana.page.getByRole("button", { name: /newest|below/i })).toBeVisible();
  await dana.page.setViewportSize({ width: 900, height: 700 });
  await patient.say("and another");
  await expect.poll(async () => (await dana.texts()).length).toBe(14);
  expect(await fromEnd(), "who reads above stays there").toBeGreaterThan(200);
  await atHome.close();
  await atWork.close();
});

test("with a phone's keyboard up the composer stays above it, on the clinic's page and on one of its own", { tag: ["@mobile"] }, async ({ browser }) => {
  const { server } = held;
  const context = await browser.newContext({ viewport: { width: 390, height: 740 }, hasTouch: true });
  // A keyboard that lies over the page: what is seen gets lower, the page does not. No browser here has one, so it is played.
  await context.addInitScript(() => {
    let keyboard = 0;
    const own = Object.getOwnPropertyDescriptor(VisualViewport.prototype, "height");
    Object.defineProperty(VisualViewport.prototype, "height", { get: () => (own?.get?.call(visualViewport) as number) - keyboard });
    Object.assign(window, {
      raise(pixels: number) {
        keyboard = pixels;
        visualViewport?.dispatchEvent(new Event("resize"));
      },
    });
  });
  for (const visit of [Patient.visit, Patient.fullPage]) {
    const patient = await visit(context, server.sameSite);
    if (visit === Patient.visit) await patient.open();
    await patient.fill({ name: "Kim" });
    await patient.start();
    await patient.say("The newest message");
    const raise = (pixels: number) => patient.page.evaluate((high) => (window as unknown as { raise(pixels: number): void }).raise(high), pixels);
    const bottom = async (): Promise<number> => {
      const box = await patient.composer.boundingBox();
      return box ? box.y + box.height : Infinity;
    };
    await expect.poll(bottom).toBeGreaterThan(600);
    await raise(300);
    await expect.poll(bottom).toBeLessThanOrEqual(440);
    expect(await patient.composer.evaluate((field) => field.getBoundingClientRect().top), "and whole").toBeGreaterThan(0);
    const message = await patient.panel.locator(".bubble").last().boundingBox();
    expect(message && message.y + message.height, "the newest message is in sight").toBeLessThanOrEqual(440);
    await raise(0);
    await expect.poll(bottom, "and down again").toBeGreaterThan(600);
    await patient.end();
    await patient.panel.getByRole("button", { name: "Start a new chat" }).click();
    await patient.page.close();
  }
  await context.close();
});
