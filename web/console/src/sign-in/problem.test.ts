// Every way a sign-in can fail, in words.
import { expect, test } from "vitest";
import { RestError } from "../../../shared/src/rest.ts";
import { problemOf } from "./problem.ts";

test.each<[unknown, RegExp, number]>([
  [new RestError(401, "unauthenticated", ""), /do not belong together/, 0],
  [new RestError(503, "busy", "", 7), /again in 7 seconds/, 7],
  [new RestError(429, "slow_down", "", 1), /again in 1 second\./, 1],
  [new RestError(503, "unavailable", ""), /again in 5 seconds/, 5],
  [new RestError(0, "offline", ""), /does not answer/, 0],
  [new TypeError("network"), /does not answer/, 0],
  [new RestError(403, "origin_forbidden", "This page may not."), /This page may not\./, 0],
])("%o", (error, text, waitS) => {
  const problem = problemOf(error);
  expect(problem.text).toMatch(text);
  expect(problem.waitS).toBe(waitS);
});
