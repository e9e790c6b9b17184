// A proxy that lets no WebSocket through: the chat goes by streaming instead, on both sides.
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("patient and staff chat where no WebSocket opens, and come back after the server was killed", { tag: ["@reconnect"] }, async ({ browser }) => {
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

test("the stream hands over to the WebSocket once that works, in the middle of a chat", async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  let blocked = true;
  const open: string[] = [];
  await atHome.routeWebSocket(/.*/, (socket) => {
    if (blocked) return void socket.close({ code: 1011 });
    open.push(socket.url());
    socket.connectToServer();
  });
  const streams: string[] = [];
  const posts: string[] = [];
  atHome.on("request", (request) => {
    if (request.url().endsWith("/api/v1/stream")) streams.push(request.url());
    if (request.url().endsWith("/frames")) posts.push(request.url());
  });
  const dana = await Staff.arrive(atWork, server, DANA);
  const patient = await Patient.visit(atHome, server.sameSite);
  await patient.begin({ name: "Lee" });
  await dana.accept("Lee");
  await patient.say("by stream");
  await expect.poll(() => dana.texts()).toEqual(["by stream"]);
  expect([streams.length > 0, open.length]).toEqual([true, 0]);

  blocked = false;
  const panel = patient.page.frames().find((frame) => frame.url().includes("/panel/"));
  await panel?.evaluate(() => dispatchEvent(new Event("online")));
  for (let n = 1; n <= 5; n += 1) {
    await patient.say(`patient ${n}`);
    await dana.say(`staff ${n}`);
  }
  await expect.poll(() => open.length).toBe(1);
  const all = ["by stream", ...[1, 2, 3, 4, 5].flatMap((n) => [`patient ${n}`, `staff ${n}`])];
  await expect.poll(async () => (await dana.texts()).toSorted()).toEqual(all.toSorted());
  await expect.poll(async () => (await patient.texts()).toSorted()).toEqual(all.toSorted());
  await patient.isState("Read");
  const before = posts.length;
  await patient.say("by socket");
  await expect.poll(async () => (await dana.texts()).at(-1)).toBe("by socket");
  expect(posts.length, "nothing goes by the stream any more").toBe(before);
  await atHome.close();
  await atWork.close();
});

test("a page of an old build whose parts are gone says so when it needs them, keeps what was written, and goes on", async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  await atHome.route("**/panel/assets/fallback-*", (route) => route.fulfill({ status: 404, body: "" }));
  let blocked = false;
  const open: { close(): Promise<void> }[] = [];
  await atHome.routeWebSocket(/.*/, (socket) => {
    if (blocked) return void socket.close({ code: 1011 });
    socket.connectToServer();
    open.push(socket);
  });
  const dana = await Staff.arrive(atWork, server, DANA);
  const patient = await Patient.visit(atHome, server.sameSite);
  await patient.begin({ name: "Old" });
  await dana.accept("Old");
  await patient.say("while all is well");
  await expect.poll(() => dana.texts()).toEqual(["while all is well"]);
  const older = patient.seen("This page is older than the chat.");
  await expect(older, "nothing is said while nothing is missed").toBeHidden();

  blocked = true;
  await Promise.all(open.map((socket) => socket.close()));
  await expect(older).toBeVisible({ timeout: 60_000 });
  await expect(patient.panel.getByRole("button", { name: "Reload" })).toBeVisible();
  await patient.say("kept here");
  await expect(older, "no reload is asked for while a message waits").toBeHidden();
  await expect(patient.seen("Offline. Your message is kept here and sent when you are back.")).toBeVisible();

  blocked = false;
  await expect.poll(() => dana.texts(), { timeout: 40_000 }).toEqual(["while all is well", "kept here"]);
  await expect(older).toBeHidden();
  await atHome.close();
  await atWork.close();
});
