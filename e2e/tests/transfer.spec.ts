// A chat is passed on with a word, ended, and read again by who may and by nobody else.
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Patient } from "../support/patient.ts";
import { DANA, OMAR, PASSWORD } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";
import { Watch } from "../support/watch.ts";

const held = useServer();
const LENA = "lena@riverside.example";

test("transfer with a note, end, and who may read again", { tag: ["@transfer", "@notes"] }, async ({ browser }) => {
  const { server } = held;
  const [atHome, atDanas, atOmars, atLenas] = await Promise.all([1, 2, 3, 4].map(() => browser.newContext()));
  if (!atHome || !atDanas || !atOmars || !atLenas) throw new Error("four contexts");
  const danas = new Watch(atDanas);

  // A third account that will not serve the chat, added through the admin socket of the running server.
  const file = join(server.scratch, "lenas-password");
  writeFileSync(file, `${PASSWORD}\n`, { mode: 0o600 });
  const added = await server.command(
    "staff", "add", "--config", server.config, "--email", LENA, "--name", "Lena Brandt", "--role", "agent",
    "--department", "General questions", "--department", "Billing", "--password-file", file, "--json",
  );
  expect(added, added.stderr).toMatchObject({ code: 0 });

  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atDanas, server, DANA);
  const omar = await Staff.arrive(atOmars, server, OMAR);
  await patient.begin({ name: "Iris", topic: "An invoice" });
  await dana.accept("Iris");
  const conversation = await dana.conversationId();
  await patient.say("I do not understand my invoice.");
  await expect.poll(() => dana.texts()).toHaveLength(1);
  await dana.say("My colleague Omar knows more, one moment.");

  // Within the department: back to its queue, then from there to a named colleague. Who cannot be chosen says why.
  await patient.say("Call me on 415-555-0132.");
  await expect.poll(async () => (await dana.texts()).at(-1)).toBe("Call me on 415-555-0132.");
  await dana.page.locator("button[aria-keyshortcuts=t]").click();
  await dana.page.getByLabel("To which department").selectOption({ label: "General questions (this department)" });
  const lenaOption = dana.page.getByLabel("To whom there").locator("option", { hasText: "Lena Brandt (not online)" });
  await expect(lenaOption).toBeDisabled();
  await dana.page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await dana.transfer("General questions (this department)", undefined, "Anyone who knows invoices?");
  await expect(dana.seen("This chat waits in General questions now. You are not in it any more.")).toBeVisible();
  await expect.poll(async () => (await dana.texts()).at(-1), "only who serves it reads it").toBe("Call me on XXX-XXX-XXXX.");
  await expect(dana.waiting.getByText("Passed on by Dana Whitfield")).toBeVisible();
  await expect(dana.waiting.getByText("Note: Anyone who knows invoices?")).toBeVisible();
  await dana.accept("Iris");
  await expect.poll(async () => (await dana.texts()).at(-1)).toBe("Call me on 415-555-0132.");
  await dana.transfer("Billing", "Omar Haddad", "Second invoice this month, she is upset.");

  await expect(dana.seen("This chat waits in Billing now. You are not in it any more.")).toBeVisible();
  await expect(dana.composer).toBeHidden();
  await expect(patient.seen("Dana Whitfield passed you on to Billing")).toBeVisible();
  await expect(omar.waiting.getByText("For you")).toBeVisible();
  await expect(omar.waiting.getByText("Passed on by Dana Whitfield")).toBeVisible();
  await expect(omar.waiting.getByText("Note: Second invoice this month, she is upset.")).toBeVisible();
  await omar.accept("Iris");
  await expect(dana.seen("Omar Haddad serves this chat now.")).toBeVisible();
  await expect(dana.mine.getByText("With Omar Haddad")).toBeVisible();
  await expect.poll(() => omar.rows()).toContainEqual({ side: "note", text: "Second invoice this month, she is upset." });
  await expect(patient.seen("Chatting with Omar Haddad")).toBeVisible();
  expect(await patient.panel.locator(".log").innerText(), "a note is for staff").not.toContain("upset");

  await patient.say("It says Tuesday twice.");
  await expect.poll(async () => (await omar.texts()).at(-1)).toBe("It says Tuesday twice.");
  await omar.say("I will cancel the second.");
  await expect.poll(async () => (await patient.texts()).at(-1)).toBe("I will cancel the second.");
  expect(await danas.find((text) => /Tuesday twice|cancel the second/.test(text)), "Dana hears no more of it").toEqual([]);

  await omar.endChat();
  await expect(dana.seen("This chat has ended.")).toBeVisible();
  await dana.page.getByRole("button", { name: "Remove from the list" }).click();
  await expect(dana.page.locator(`[data-row="${conversation}"]`)).toHaveCount(0);
  await expect(omar.seen("This chat has ended.")).toBeVisible();
  await expect(patient.seen("Omar Haddad ended the chat")).toBeVisible();
  await expect(patient.seen("This chat has ended")).toBeVisible();
  await expect(patient.composer).toBeHidden();

  // Who served it and the supervisor read it again.
  for (const staff of [dana, omar]) {
    await staff.history();
    await staff.page.locator(`.lists [data-row="${conversation}"]`).click();
    await expect(staff.seen("I do not understand"), "nothing is opened before one says so").toHaveCount(0);
    await staff.page.getByRole("button", { name: "Open chat" }).click();
    await expect.poll(() => staff.texts()).toEqual([
      "I do not understand my invoice.",
      "My colleague Omar knows more, one moment.",
      "Call me on XXX-XXX-XXXX.",
      "It says Tuesday twice.",
      "I will cancel the second.",
    ]);
  }

  // Nobody else: a colleague who did not serve it, nobody signed in, a visitor, the patient's own session.
  const lena = await Staff.arrive(atLenas, server, LENA);
  await lena.history();
  await expect(lena.page.locator(`[data-row="${conversation}"]`)).toHaveCount(0);
  const path = `/api/v1/staff/conversations/${conversation}`;
  const refused = await lena.ask(path);
  const missing = await lena.ask(`/api/v1/staff/conversations/${conversation.slice(0, -4)}0000`);
  expect(refused.status).toBe(404);
  expect(refused, "the same answer as for what does not exist").toEqual(missing);
  expect(await dana.ask(path)).toMatchObject({ status: 200 });
  const signedOut = await fetch(new URL(path, server.sameSite));
  expect(signedOut.status).toBe(401);
  const under = (cookie: string) => fetch(new URL(path, server.sameSite), { headers: { cookie, "X-Bedside": "1" } });
  for (const wrong of [`__Host-bedside-staff=${randomBytes(32).toString("base64url")}`, "__Host-bedside-staff="]) {
    expect((await under(wrong)).status).toBe(401);
  }
  const asPatient = await patient.page.evaluate(async (path) => (await fetch(path, { credentials: "include" })).status, path).catch(() => 0);
  const cookies = (await atHome.cookies()).filter(({ name }) => name.startsWith("__Host-"));
  expect(cookies.map(({ name }) => name)).toEqual(["__Host-bedside-visitor"]);
  const byCookie = await under(`${cookies[0]?.name}=${cookies[0]?.value}`);
  expect([asPatient === 0 ? 401 : asPatient, byCookie.status]).toEqual([401, 401]);
  const swapped = await under(`__Host-bedside-staff=${cookies[0]?.value}`);
  expect(swapped.status, "a visitor's secret is none of staff").toBe(401);

  // Disabled: out at once.
  const disabled = await server.command("staff", "disable", "--config", server.config, LENA);
  expect(disabled, disabled.stderr).toMatchObject({ code: 0 });
  await expect(lena.page.getByText("Your session has ended.")).toBeVisible();
  for (const context of [atHome, atDanas, atOmars, atLenas]) await context.close();
});
