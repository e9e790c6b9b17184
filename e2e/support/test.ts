// What every test file begins with: a server of its own, and the server's log beside a failure.
import { test } from "@playwright/test";
import { Server } from "./server.ts";

export { expect, test } from "@playwright/test";

/** The file's server, from before its first test to after its last. */
export function useServer(): { server: Server } {
  const held = {} as { server: Server };
  test.beforeAll(async () => {
    test.setTimeout(90_000);
    held.server = await Server.make();
    await held.server.start();
  });
  test.afterEach(async ({}, info) => {
    if (info.status !== info.expectedStatus) await info.attach("server.log", { body: held.server.logs(), contentType: "text/plain" });
  });
  test.afterAll(() => held.server.remove());
  return held;
}
