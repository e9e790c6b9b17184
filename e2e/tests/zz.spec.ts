import { Patient } from "../support/patient.ts";
import { DANA, pause } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";
const held = useServer();
test("dbg", async ({ browser }) => {
  const { server } = held;
  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  for (const [n, c] of [["home", atHome], ["work", atWork]] as const) {
    c.on("response", async (r) => { if (r.status() >= 400) console.log(n, r.status(), r.request().method(), r.url(), await r.text().catch(() => "?")); });
    c.on("page", (p) => p.on("websocket", (s) => s.on("framereceived", ({ payload }) => { if (/"bye"|"error"/.test(String(payload))) console.log(n, String(payload).slice(0, 200)); })));
  }
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atWork, server, DANA);
  await patient.begin({ name: "Noor" });
  await dana.accept("Noor");
  await patient.say("one");
  await pause(500);
  console.log("offline home"); await atHome.setOffline(true); await pause(1500); await atHome.setOffline(false); await pause(1000);
  console.log("offline work"); await atWork.setOffline(true); await pause(1500); await atWork.setOffline(false); await pause(1000);
  for (let i = 0; i < 5; i++) { console.log("kill"); await server.restart("SIGKILL"); await pause(1000 + 300 * i); }
  for (let i = 0; i < 3; i++) { console.log("kill offline"); await atHome.setOffline(true);  await server.restart("SIGKILL"); await atHome.setOffline(false); await pause(3000); }
  console.log(server.logs());
  await expect(patient.composer).toBeVisible();
  await expect(dana.composer).toBeVisible();
});
