import { describe, expect, test } from "vitest";
import { fromLoader, fromPanel, telephone } from "./embed.ts";

const frame = {};
const CHAT = "https://chat.example";
const HOST = "https://clinic.example";
const event = (data: unknown, origin: string, source: unknown = frame): MessageEvent => ({ data, origin, source }) as MessageEvent;

describe("what the loader takes from the panel", () => {
  test.each([
    [{ bedside: 1, type: "ready" }, { type: "ready" }],
    [{ bedside: 1, type: "close", later: "field" }, { type: "close" }],
    [{ bedside: 1, type: "unread", count: 3 }, { type: "unread", count: 3 }],
    [{ bedside: 1, type: "unread", count: 1e9 }, { type: "unread", count: 999 }],
    [{ bedside: 1, type: "chat", active: true }, { type: "chat", active: true }],
  ])("%j", (data, want) => {
    expect(fromPanel(event(data, CHAT), frame, CHAT)).toEqual(want);
  });

  test.each([
    ["another version", { bedside: 2, type: "ready" }],
    ["another type", { bedside: 1, type: "navigate", to: "x" }],
    ["a count that is no number", { bedside: 1, type: "unread", count: "3" }],
    ["a count below zero", { bedside: 1, type: "unread", count: -1 }],
    ["a count that is not a number", { bedside: 1, type: "unread", count: Number.NaN }],
    ["no field", { bedside: 1, type: "chat" }],
    ["no object", "ready"],
    ["nothing", null],
  ])("not %s", (_name, data) => {
    expect(fromPanel(event(data, CHAT), frame, CHAT)).toBeUndefined();
  });

  test("not from another origin, window, or before there is a frame", () => {
    const data = { bedside: 1, type: "close" };
    expect(fromPanel(event(data, "https://evil.example"), frame, CHAT)).toBeUndefined();
    expect(fromPanel(event(data, CHAT, {}), frame, CHAT)).toBeUndefined();
    expect(fromPanel(event(data, CHAT, null), undefined, CHAT)).toBeUndefined();
    expect(fromPanel(event(data, CHAT, null), null, CHAT)).toBeUndefined();
  });
});

describe("what the panel takes from the loader", () => {
  const data = { bedside: 1, type: "state", open: true, emergency: "911", phone: "+1 555 010 0199" };
  const want = { type: "state", open: true, emergency: "911", phone: "+1 555 010 0199" };

  test("the first origin that speaks, and no other after it", () => {
    expect(fromLoader(event(data, HOST), frame, undefined)).toEqual(want);
    expect(fromLoader(event(data, HOST), frame, HOST)).toEqual(want);
    expect(fromLoader(event(data, "https://evil.example"), frame, HOST)).toBeUndefined();
    expect(fromLoader(event(data, HOST, {}), frame, undefined)).toBeUndefined();
  });

  test("the page's path, where the loader tells it", () => {
    expect(fromLoader(event({ ...data, path: "/visit" }, HOST), frame, HOST)).toEqual({ ...want, path: "/visit" });
    expect(fromLoader(event({ ...data, path: 7 }, HOST), frame, HOST)).toEqual(want);
  });

  test("fields that are no text are left empty, long ones cut", () => {
    const odd = { ...data, emergency: 911, phone: "1".repeat(100) };
    expect(fromLoader(event(odd, HOST), frame, HOST)).toEqual({ ...want, emergency: "", phone: "1".repeat(40) });
  });

  test.each([{ ...data, bedside: 2 }, { ...data, open: "yes" }, { ...data, type: "ready" }])("not %j", (wrong) => {
    expect(fromLoader(event(wrong, HOST), frame, HOST)).toBeUndefined();
  });
});

test.each([
  ["911", "tel:911"],
  ["+1 (555) 010-0199", "tel:+15550100199"],
  ["1+1", "tel:11"],
  ["+", ""],
  ["", ""],
  ["javascript:alert(1)", "tel:1"],
])("telephone %j is %j", (number, want) => {
  expect(telephone(number)).toBe(want);
});
