// The demo says that it is alive once what it prints is true: the past chats are there, and everyone can sign in.
import { DANA, PASSWORD, Server, pause } from "../support/server.ts";
import { expect, test } from "../support/test.ts";

test("alive means that the past chats are there", async ({}) => {
  const server = await Server.make();
  const started = server.start();
  const at = (path: string): string => `http://127.0.0.1:${server.httpPort}${path}`;
  const words = new Set<string>();
  for (let alive = false; !alive; await pause(10)) {
    const answer = await fetch(at("/healthz")).catch(() => undefined);
    if (!answer) continue;
    alive = answer.ok;
    words.add(`${answer.status} ${(await answer.text()).trim()}`);
  }
  expect([...words], "it listens while it makes them, and says so").toEqual(["503 starting", "200 alive"]);
  const signedIn = await fetch(at("/api/v1/staff/sign-in"), {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Bedside": "1" },
    body: JSON.stringify({ email: DANA, password: PASSWORD }),
  });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  const list = await fetch(at("/api/v1/staff/conversations"), { headers: { cookie, "X-Bedside": "1" } });
  const { cards } = (await list.json()) as { cards: { phase: string }[] };
  expect(cards.length).toBeGreaterThanOrEqual(2);
  expect(cards.every(({ phase }) => phase === "closed")).toBe(true);
  await started;
  expect((await fetch(at("/readyz"))).status).toBe(200);
  await server.remove();
});
