// Opening hours: what a patient sees of a closed department, the message they leave there or instead of waiting, and the answer.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA, type Server } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();
const DEPARTMENT = "Vaccinations";

async function department(server: Server, ...args: string[]): Promise<void> {
  const done = await server.command("department", ...args, "--config", server.config, "--department", DEPARTMENT);
  expect(done, done.stderr).toMatchObject({ code: 0 });
}

test("staff who come are seen within half a minute by who has the list or the form open", { tag: ["@hours"] }, async ({ browser }) => {
  const { server } = held;
  const home = await browser.newContext();
  const atList = await Patient.visit(home, server.sameSite);
  await atList.open();
  await expect(atList.seen("Nobody is here right now")).toBeVisible();
  const atForm = await Patient.visit(await browser.newContext(), server.sameSite);
  await atForm.open();
  await atForm.fill({ name: "Noor" });
  await expect(atForm.seen("Nobody is here right now")).toBeVisible();
  const dana = await Staff.arrive(await browser.newContext(), server, DANA);
  for (const patient of [atList, atForm]) {
    await expect(patient.seen("Staff are here").first()).toBeVisible({ timeout: 30_000 });
    await expect(patient.panel.locator("[role=status]").filter({ hasText: "Staff are here" }), "said to a screen reader").toHaveCount(1);
  }
  await expect(atForm.panel.getByLabel("What may we call you?"), "nothing typed is lost").toHaveValue("Noor");
  await dana.page.context().close();
  for (const { page } of [atList, atForm]) await page.context().close();
});

test("offline form: a message left in a closed department is answered later, and the patient sees it on return", { tag: ["@offline-form"] }, async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext();
  await department(server, "close-now");

  const patient = await Patient.visit(atHome, server.sameSite);
  await patient.open();
  await expect(patient.panel.getByRole("button", { name: DEPARTMENT })).toContainText("Closed now; you can leave a message");
  await patient.fill({ department: DEPARTMENT, name: "Maria", callback: "+1 212 555 0188" });
  await expect(patient.seen("Vaccinations is closed now")).toBeVisible();
  await expect(patient.seen("We do not know yet when it opens again.")).toBeVisible();
  await expect(patient.panel.getByRole("link", { name: /call 911/ })).toBeVisible();
  const leave = patient.panel.getByRole("button", { name: "Leave message" });
  await leave.click();
  await expect(patient.seen("Please write your message.")).toBeVisible();
  await expect(patient.panel.getByLabel("Your message")).toBeFocused();
  await isAccessible({ page: patient.page, what: "widget, a closed department" });
  await patient.panel.getByLabel("Your message").fill("Is the vaccine there? My card is 5500 0055 5555 5559");
  await leave.click();
  await expect(patient.seen("Your message was received")).toBeVisible();
  await expect(patient.composer, "more can be added").toBeVisible();
  await patient.isState("Sent");
  expect((await patient.texts())[0], "masked as ever").not.toContain("5500");
  await isAccessible({ page: patient.page, what: "widget, a message that was left" });
  await patient.page.close();

  const dana = await Staff.arrive(await browser.newContext(), server, DANA);
  const messages = dana.page.getByRole("list", { name: "Messages left 1" });
  await expect(messages).toContainText("Maria");
  await expect(messages).toContainText("left just now");
  await expect(dana.waiting.getByRole("listitem")).toHaveCount(0);
  await isAccessible({ page: dana.page, what: "console, a message that was left" });
  await dana.accept("Maria");
  await expect(dana.seen(/Is the vaccine there/)).toBeVisible();
  await expect(dana.seen("The patient left this as a message and is away.")).toBeVisible();
  await dana.say("Yes, come tomorrow at nine.");

  const back = await Patient.visit(atHome, server.sameSite);
  await back.open();
  await expect.poll(() => back.texts()).toContain("Yes, come tomorrow at nine.");
  await dana.endChat();
  await department(server, "open-now");
});

test("business hours: a department says when it opens, by the patient's clock and the clinic's, and takes chats when it is open", { tag: ["@hours"] }, async ({ browser }) => {
  test.setTimeout(150_000);
  const { server } = held;
  const file = join(server.scratch, "hours.json");
  const day = (after: number): string => new Date(Date.now() + after * 86_400_000).toISOString().slice(0, 10);
  const whole = [{ from: "00:00", to: "24:00" }];
  const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  const week = Object.fromEntries(days.map((name) => [name, whole]));
  writeFileSync(file, JSON.stringify({ zone: "Asia/Kolkata", week, exceptions: { [day(-1)]: [], [day(0)]: [], [day(1)]: [] } }));
  await department(server, "hours", "--from", file);

  const patient = await Patient.visit(await browser.newContext({ timezoneId: "America/New_York" }), server.sameSite);
  await patient.open();
  await patient.fill({ department: DEPARTMENT });
  await expect(patient.seen(/^It opens on \w+day, .+ E[SD]T\.$/)).toBeVisible();
  await expect(patient.seen(/^At the clinic that is \w+day, .+12:00.AM/)).toBeVisible();

  // It closes while somebody fills in the form: nothing is lost.
  await department(server, "hours", "--always");
  const other = await Patient.visit(await browser.newContext(), server.sameSite);
  await other.open();
  await other.fill({ department: DEPARTMENT, name: "Noor" });
  await department(server, "close-now");
  await other.panel.getByRole("button", { name: "Start chat" }).click();
  await expect(other.seen("Vaccinations is closed now")).toBeVisible();
  await expect(other.panel.getByLabel("What may we call you?")).toHaveValue("Noor");

  // It opens while somebody reads that it is closed: noticed without a reload, and the message begun meanwhile is not lost.
  await other.panel.getByLabel("Your message").fill("Is there still a place");
  await department(server, "open-now");
  await expect(other.panel.getByRole("button", { name: "Start chat" })).toBeVisible({ timeout: 60_000 });
  await expect(other.panel.locator("[role=status]").filter({ hasText: "Vaccinations is open now." }), "said to a screen reader").toHaveCount(1);
  await expect(other.seen("What you wrote is not lost")).toBeVisible();
  await other.start();
  await expect(other.composer).toHaveValue("Is there still a place");
  await other.end();
  const third = await Patient.visit(await browser.newContext(), server.sameSite);
  await third.begin({ department: DEPARTMENT, name: "Ida" });
  await third.end();
});

test("queue: leave a message instead of waiting, and the place is free", { tag: ["@queue"] }, async ({ browser }) => {
  const { server } = held;
  const first = await Patient.visit(await browser.newContext(), server.sameSite);
  const second = await Patient.visit(await browser.newContext(), server.sameSite);
  await first.begin({ name: "Ana" });
  await expect(first.seen("You are next in line")).toBeVisible();
  await second.begin({ name: "Ben" });
  await expect(second.seen("You are 2nd in line")).toBeVisible();
  await first.say("Please call me about my results.");
  await first.panel.getByRole("button", { name: "Leave a message instead" }).click();
  await expect(first.seen("Your message was received")).toBeVisible();
  await expect(first.seen("You are next in line")).toBeHidden();
  await expect(second.seen("You are next in line")).toBeVisible();

  const dana = await Staff.arrive(await browser.newContext(), server, DANA);
  await expect(dana.page.getByRole("list", { name: "Messages left 1" })).toContainText("Ana");
  await expect(dana.page.getByRole("list", { name: "Waiting 1" })).toContainText("Ben");
  await dana.accept("Ana");
  await dana.say("We will call you at ten.");
  await expect(first.seen("We will call you at ten.")).toBeVisible();
});
