// A patient and a member of staff talk, through the widget on the clinic's page and the console.
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("patient and staff converse both ways; typing, receipts and states follow", { tag: ["@typing", "@send-states", "@queue", "@agent-list", "@end", "@unread", "@notes"] }, async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atWork, server, DANA);

  await patient.begin({ name: "Maria", topic: "Opening hours" });
  await expect(patient.seen("You are next in line")).toBeVisible();
  await patient.say("Hello, are you open on Saturday?");
  await patient.isState("Sent");

  await expect(dana.waiting.getByText("Maria")).toBeVisible();
  await expect(dana.waiting).toContainText("General questions: Opening hours");
  await dana.accept("Maria");
  await expect.poll(() => dana.texts()).toEqual(["Hello, are you open on Saturday?"]);
  await expect(patient.seen("Chatting with Dana Whitfield")).toBeVisible();
  await patient.isState("Read");

  await dana.composer.pressSequentially("Good mor");
  await expect(patient.seen("Dana Whitfield is typing …")).toBeVisible();
  await dana.say("Good morning Maria. Yes, from 9 to 13.");
  await expect.poll(() => patient.texts()).toEqual(["Hello, are you open on Saturday?", "Good morning Maria. Yes, from 9 to 13."]);
  await expect(patient.seen("Dana Whitfield is typing …")).toBeHidden();
  await expect(dana.page.locator(".state-read")).toBeVisible();

  await patient.composer.pressSequentially("Tha");
  await expect(dana.seen("Maria is typing …")).toBeVisible();
  await patient.say("Thank you!\nSee you then 👋");
  await expect.poll(() => dana.texts()).toEqual([
    "Hello, are you open on Saturday?",
    "Good morning Maria. Yes, from 9 to 13.",
    "Thank you!\nSee you then 👋",
  ]);

  await patient.page.bringToFront();
  await patient.panel.getByRole("button", { name: "Close the chat window" }).click();
  await expect(patient.launcher).toBeFocused();
  await dana.say("Bring your insurance card.");
  await expect(patient.launcher).toHaveAccessibleName("Chat with us, 1 unread message");
  await expect(dana.page.locator(".state-delivered")).toBeVisible();
  await patient.open();
  await expect(patient.launcher).toHaveAccessibleName("Chat with us");
  await expect(dana.page.locator(".state-read")).toBeVisible();
  await expect(patient.composer).toBeFocused();

  await patient.end();
  await expect(patient.seen("You ended the chat")).toBeVisible();
  await expect(patient.panel.getByRole("button", { name: "Start a new chat" })).toBeVisible();
  await expect(patient.composer).toBeHidden();
  await expect(dana.seen("The patient ended the chat")).toBeVisible();
  await expect(dana.composer).toBeHidden();
  await atHome.close();
  await atWork.close();
});

test("text is text: markup, links and odd characters are shown as they were typed", { tag: ["@links"] }, async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atWork, server, DANA);
  await patient.begin({ name: "<b>Robin</b>" });
  await dana.accept("<b>Robin</b>");
  const odd = ['<img src=x onerror="document.title=1">', "javascript:alert(1) & &amp; \u{202E}abc", "e\u0301 שלום 你好 👩‍⚕️"];
  for (const text of odd) await patient.say(text);
  await expect.poll(() => dana.texts()).toEqual(odd);
  await dana.say(odd[0]!);
  await expect.poll(() => patient.texts()).toEqual([...odd, odd[0]]);
  for (const { page } of [patient, dana]) {
    expect(await page.title()).not.toBe("1");
    for (const frame of page.frames()) expect(await frame.locator(".log img, .log a[href^=javascript]").count()).toBe(0);
  }
  await atHome.close();
  await atWork.close();
});
