import { expect, test } from "vitest";
import { RestError, type VisitorRest } from "../../../../shared/src/rest.ts";
import type { NewVisitorSession, VisitorSession } from "../../../../shared/src/wire.gen.ts";
import { createSession } from "./session.ts";

/** A server, and a browser in front of it that keeps cookies or does not. */
function browser(keepsCookies: boolean) {
  const asked: NewVisitorSession[] = [];
  let cookie = false;
  const answer = (ticket: string): VisitorSession => ({ visitor: "V", expires_at: 0, ticket, conversations: [] });
  const api: VisitorRest = {
    site: () => Promise.reject(new Error("not asked")),
    prefill: () => Promise.reject(new Error("not asked")),
    newVisitorSession(body) {
      asked.push(body);
      cookie = keepsCookies && !body.cookieless;
      return Promise.resolve({ ...answer("first"), ...(body.cookieless ? { bearer: "secret" } : {}) });
    },
    visitorSession: () =>
      cookie || session.bearer() ? Promise.resolve(answer("found")) : Promise.reject(new RestError(401, "unauthenticated", "")),
    visitorTicket: () => Promise.resolve({ ticket: "later", expires_in_s: 60 }),
    endVisitorSession: () => Promise.resolve(),
  };
  const session = createSession(() => api);
  return { session, asked };
}

test("a browser that keeps the cookie has no bearer", async () => {
  const { session, asked } = browser(true);
  expect(await session.begin("key", 3)).toEqual({ cookieless: false });
  expect(asked).toEqual([{ site: "key", consent_version: 3 }]);
  expect(session.bearer()).toBeUndefined();
  expect([await session.ticket(), await session.ticket()]).toEqual(["first", "later"]);
});

test("a browser that keeps none is asked for again without, and remembers in memory only", async () => {
  const { session, asked } = browser(false);
  expect(await session.begin("key", 3)).toEqual({ cookieless: true });
  expect(asked).toEqual([
    { site: "key", consent_version: 3 },
    { site: "key", consent_version: 3, cookieless: true },
  ]);
  expect(session.bearer()).toBe("secret");
  await session.end();
  expect(session.bearer()).toBeUndefined();
});

test("looking for a session makes none", async () => {
  const { session, asked } = browser(true);
  expect(await session.find()).toBeUndefined();
  expect(asked).toEqual([]);
});
