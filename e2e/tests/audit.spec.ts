// The audit log of a server that was used by people verifies, beside it and after it, and says so when it is not the log it was.
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Patient } from "../support/patient.ts";
import { DANA } from "../support/server.ts";
import { Staff } from "../support/staff.ts";
import { expect, test, useServer } from "../support/test.ts";

const held = useServer();

test("audit verify holds on the running server, after a kill, and not on rolled-back data", async ({ browser }) => {
  const { server } = held;
  const kept = join(server.keep, "kept-elsewhere");
  const checkpoint = (): string => {
    const names = readdirSync(kept).filter((name) => name.endsWith(".checkpoint"));
    expect(names).toHaveLength(1);
    return join(kept, names[0] ?? "");
  };
  // The verifier key was noted elsewhere as well, when the log began.
  const key = join(server.scratch, "noted.vkey");
  writeFileSync(key, readFileSync(join(kept, readdirSync(kept).find((name) => name.endsWith(".vkey")) ?? "")));
  const verify = async (data: string, ...more: string[]): Promise<{ code: number; said: unknown; stderr: string }> => {
    const { code, stdout, stderr } = await server.command("audit", "verify", "--data", data, "--key", key, "--json", ...more);
    return { code, said: stdout === "" ? undefined : JSON.parse(stdout), stderr };
  };
  // The demo's state before anyone chats, for the roll-back below.
  await server.end("SIGTERM");
  const old = join(server.scratch, "old");
  cpSync(server.data, old, { recursive: true });
  await server.start();

  const atHome = await browser.newContext();
  const atWork = await browser.newContext();
  const patient = await Patient.visit(atHome, server.sameSite);
  const dana = await Staff.arrive(atWork, server, DANA);
  await patient.begin({ name: "Ada" });
  await dana.accept("Ada");
  for (const n of [1, 2, 3]) {
    await patient.say(`question ${n}`);
    await expect.poll(async () => (await dana.texts()).at(-1)).toBe(`question ${n}`);
    await dana.say(`answer ${n}`);
  }
  await dana.endChat();
  await dana.history();
  await dana.page.locator(".lists [data-row]").filter({ hasText: "Ada" }).click();
  await dana.page.getByRole("button", { name: "Open chat" }).click();
  await expect(dana.seen("This reading is recorded in the audit log")).toBeVisible();

  const outside = join(server.scratch, "noted.checkpoint");
  await expect.poll(async () => (await verify(server.data)).code, "while it runs").toBe(0);
  await new Promise((resolve) => setTimeout(resolve, 1_500)); // published within a second
  writeFileSync(outside, readFileSync(checkpoint()));
  expect(await verify(server.data, "--checkpoint", outside)).toMatchObject({ code: 0, said: { ok: true } });

  await server.end("SIGKILL");
  expect(await verify(server.data, "--checkpoint", outside), "as the kill left it").toMatchObject({ code: 0 });
  await server.start();
  await server.end("SIGTERM");
  expect(await verify(server.data, "--checkpoint", outside), "after the next start and stop").toMatchObject({ code: 0 });

  const rolledBack = join(server.scratch, "rolled-back");
  cpSync(old, rolledBack, { recursive: true });
  expect(await verify(rolledBack), "an old log is a good log").toMatchObject({ code: 0 });
  expect(await verify(rolledBack, "--checkpoint", outside), "but not the one that was noted").toMatchObject({ code: 1 });
  rmSync(rolledBack, { recursive: true });
  await server.start();
  await atHome.close();
  await atWork.close();
});
