// What a screen reader says over a whole chat, on both sides, word for word and in order: new messages once, the queue at most every 30
// seconds, typing never, and only an emergency interrupts.
import { Announcements } from "../support/announcements.ts";
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("over a whole chat each side's screen reader says exactly what it should, in order", { tag: ["@accessibility", "@wcag-4.1.3"] }, async ({ browser }) => {
  const { server } = held;
  const others = await browser.newContext();
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const home = await Announcements.of(atHome);
  const work = await Announcements.of(atWork);
  await atHome.addInitScript(() => {
    const now = Date.now;
    Date.now = () => now() + ((top as unknown as { later?: number }).later ?? 0);
  });
  const dana = await Staff.arrive(atWork, server, DANA);

  // Two are before her in line.
  const first = await Patient.visit(others, server.sameSite);
  await first.begin({ name: "First" });
  const second = await Patient.visit(await browser.newContext(), server.sameSite);
  await second.begin({ name: "Second" });
  const patient = await Patient.visit(atHome, server.sameSite);
  await patient.begin({ name: "Maria" });
  await expect(patient.seen("You are 3rd in line")).toBeVisible();
  await dana.accept("First");
  await expect(patient.seen("You are 2nd in line"), "shown at once").toBeVisible();
  await patient.page.evaluate(() => ((window as unknown as { later: number }).later = 31_000));
  await dana.accept("Second");
  await expect(patient.seen("You are next in line")).toBeVisible();
  await expect.poll(() => home.heard).toEqual(["polite: You are 3rd in line", "polite: You are next in line"]);
  await first.end();
  await second.end();
  await dana.accept("Maria");
  await expect(patient.seen("Chatting with Dana Whitfield")).toBeVisible();
  await expect.poll(() => home.heard.length).toBe(3);
  home.heard.length = 0;
  work.heard.length = 0;

  await dana.composer.pressSequentially("Hel");
  await expect(patient.seen("Dana Whitfield is typing …")).toBeVisible();
  await dana.say("Hello Maria");
  await expect.poll(() => patient.texts()).toEqual(["Hello Maria"]);
  await patient.composer.pressSequentially("Hi");
  await expect(dana.seen("Maria is typing …")).toBeVisible();
  await patient.say("Hi, my card is 5500 0055 5555 5559");
  await expect.poll(() => dana.texts()).toHaveLength(2);
  await patient.isState("Read");
  await dana.note("A note is nobody's business");
  await dana.say("Thank you");
  await dana.say("Thank you");
  await expect.poll(() => patient.texts()).toHaveLength(4);
  await patient.say("I have chest pain");
  await expect(patient.emergencyBanner).toBeVisible();
  await expect(dana.page.locator(".banner-danger")).toBeVisible();
  await dana.endChat();
  await expect(patient.seen("Dana Whitfield ended the chat")).toBeVisible();

  await expect.poll(() => home.heard).toEqual([
    "polite: Dana Whitfield: Hello Maria",
    "polite: Dana Whitfield: Thank you",
    "polite: Dana Whitfield: Thank you",
    expect.stringMatching(/^at once: Is this an emergency\?.*Call 911 now.*Call the clinic: \+1 212 555 0100/),
    "polite: Dana Whitfield ended the chat",
  ]);
  await expect.poll(() => work.heard).toEqual([
    "polite: Maria wrote: Hi, my card is card number, masked for good, ends in 5559",
    "polite: Note saved.",
    "at once: Urgent: what Maria wrote may be an emergency.",
    "polite: Maria wrote: I have chest pain",
    "polite: This chat has ended.",
  ]);
  for (const context of [others, atHome, atWork]) await context.close();
});
