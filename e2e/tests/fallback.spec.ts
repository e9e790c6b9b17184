// A proxy that lets no WebSocket through: the chat goes by streaming instead, on both sides.
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("patient and staff chat where no WebSocket opens, and come back after the server was killed", async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  let tried = 0;
  const streams: string[] = [];
  for (const context of [atHome, atWork]) {
    await context.routeWebSocket(/.*/, (socket) => {
      tried += 1;
      void socket.close({ code: 1011 });
    });
    context.on("request", (request) => {
      if (request.url().endsWith("/api/v1/stream")) streams.push(request.url());
    });
  }
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.visit(atWork, server);
  await dana.signIn(DANA);
  await expect(dana.page.getByRole("button", { name: "Online", exact: true })).toBeVisible();
  await expect.poll(() => streams.length, { timeout: 20_000 }).toBeGreaterThan(0);
  await dana.goOnline();
  await patient.begin({ name: "Kim" });
  await dana.accept("Kim");
  const said: string[] = [];
  for (let n = 1; n <= 5; n += 1) {
    await patient.say(`patient ${n}`);
    await expect.poll(async () => (await dana.texts()).at(-1)).toBe(`patient ${n}`);
    await dana.say(`staff ${n}`);
    await expect.poll(async () => (await patient.texts()).at(-1)).toBe(`staff ${n}`);
    said.push(`patient ${n}`, `staff ${n}`);
  }
  await dana.composer.pressSequentially("typ");
  await expect(patient.seen("Dana Whitfield is typing …")).toBeVisible();

  await server.restart("SIGKILL");
  await patient.say("after the kill");
  await expect.poll(() => dana.texts(), { timeout: 40_000 }).toEqual([...said, "after the kill"]);
  await dana.say("here as well");
  await expect.poll(() => patient.texts(), { timeout: 40_000 }).toEqual([...said, "after the kill", "here as well"]);
  expect(tried, "the WebSocket was tried").toBeGreaterThanOrEqual(4);
  await dana.endChat();
  await expect(patient.seen("Dana Whitfield ended the chat")).toBeVisible();
  await atHome.close();
  await atWork.close();
});
