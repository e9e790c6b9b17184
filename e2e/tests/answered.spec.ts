// A message that was left and its answer, which comes when the patient is away and the chat has ended.
import { isAccessible } from "../support/axe.ts";
import { Patient } from "../support/patient.ts";
import { DANA, type Server } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();
const DEPARTMENT = "Vaccinations";
const DAY_S = 86_400;

async function switched(server: Server, how: "close-now" | "open-now"): Promise<void> {
  const done = await server.command("department", how, "--config", server.config, "--department", DEPARTMENT);
  expect(done, done.stderr).toMatchObject({ code: 0 });
}

async function leave(patient: Patient, name: string, text: string): Promise<void> {
  await patient.open();
  await patient.fill({ department: DEPARTMENT, name });
  await expect(patient.seen(/You can read the answer in this browser for \d+ days/)).toBeVisible();
  await patient.panel.getByLabel("Your message").fill(text);
  await patient.panel.getByRole("button", { name: "Leave message" }).click();
  await expect(patient.seen("Your message was received")).toBeVisible();
}

test("offline form: the answer is there after staff have ended the chat, for as long as it is kept", { tag: ["@offline-form"] }, async ({ browser }) => {
  const { server } = held;
  await switched(server, "close-now");
  const atHome = await browser.newContext();
  const patient = await Patient.visit(atHome, server.sameSite);
  await leave(patient, "Vera", "When is the next date?");
  // The browser keeps the session's cookie for longer than its first day.
  await expect
    .poll(async () => ((await atHome.cookies()).find(({ name }) => name === "__Host-bedside-visitor")?.expires ?? 0) - Date.now() / 1_000)
    .toBeGreaterThan(2 * DAY_S);
  await patient.page.close();

  const dana = await Staff.arrive(await browser.newContext(), server, DANA);
  await dana.accept("Vera");
  await dana.say("On Monday at nine.");
  await dana.endChat();

  const back = await Patient.visit(atHome, server.sameSite);
  await back.open();
  await expect.poll(() => back.texts()).toEqual(["When is the next date?", "On Monday at nine."]);
  await expect(back.composer).toBeHidden();
  await isAccessible({ page: back.page, what: "widget, an answer that came after the end" });
  await back.panel.getByRole("button", { name: "Start a new chat" }).click();
  await expect(back.panel.getByText("Who would you like to talk to?")).toBeVisible();
  await switched(server, "open-now");
});

test("offline form: on a shared computer the message is forgotten there, and staff still have it", { tag: ["@offline-form"] }, async ({ browser }) => {
  const { server } = held;
  await switched(server, "close-now");
  const library = await browser.newContext();
  const patient = await Patient.visit(library, server.sameSite);
  await leave(patient, "Walt", "Please call me back.");
  await patient.panel.getByRole("button", { name: "Forget it in this browser" }).click();
  await expect(patient.panel.getByLabel("Your message"), "the next person begins anew").toHaveValue("");
  await expect.poll(async () => (await library.cookies()).length).toBe(0);
  const next = await Patient.visit(library, server.sameSite);
  await next.open();
  await expect(next.panel.getByText("Who would you like to talk to?")).toBeVisible();
  const dana = await Staff.arrive(await browser.newContext(), server, DANA);
  await dana.accept("Walt");
  await expect(dana.seen("Please call me back.")).toBeVisible();
  await switched(server, "open-now");
});
