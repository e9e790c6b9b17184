// The address carries a word and nothing else.
import { expect, test } from "vitest";
import { hashOf, parseRoute } from "./route.ts";

test.each([
  ["", { screen: "chats", open: false }],
  ["#chats", { screen: "chats", open: false }],
  ["#chats/open", { screen: "chats", open: true }],
  ["#history/open", { screen: "history", open: true }],
  ["#elsewhere", { screen: "chats", open: false }],
] as const)("%s", (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
  if (hash.length > 1 && hash !== "#elsewhere") expect(hashOf(route)).toBe(hash);
});
