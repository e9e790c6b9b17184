// Nobody's change is lost without being named.
import { expect, test } from "vitest";
import { merge, same, typedOn } from "./merge.ts";

const base = { name: "A", policy: { phones: "hide", emails: "hide" }, tags: ["x"] };

test("changes of different fields stand side by side", () => {
  const mine = { ...base, policy: { ...base.policy, phones: "mask" } };
  const theirs = { ...base, name: "B", policy: { ...base.policy, emails: "mask" } };
  expect(merge(base, mine, theirs)).toEqual({
    merged: { name: "B", policy: { phones: "mask", emails: "mask" }, tags: ["x"] },
    theirs: ["name", "policy.emails"],
    both: [],
  });
});

test("what both changed is mine, and said", () => {
  const { merged, both, theirs } = merge(base, { ...base, tags: ["x", "y"] }, { ...base, tags: ["z"] });
  expect(merged.tags).toEqual(["x", "y"]);
  expect({ both, theirs }).toEqual({ both: ["tags"], theirs: [] });
});

test("a field that one of them took away is away", () => {
  const begun: { name: string; hours?: object } = { name: "A", hours: { zone: "UTC" } };
  expect(merge(begun, { name: "A" }, { ...begun, name: "B" }).merged).toEqual({ name: "B" });
  expect(same({ a: undefined }, {})).toBe(true);
});

test("what is typed while a save is under way stays, and what the server made of the rest comes", () => {
  const sent = { name: " A ", policy: { ...base.policy, version: 1 }, tags: ["x"] };
  const stored = { name: "A", policy: { ...base.policy, version: 2 }, tags: ["x"] };
  expect(typedOn(sent, { ...sent, tags: ["x", "y"] }, stored)).toEqual({ ...stored, tags: ["x", "y"] });
  expect(typedOn(sent, { ...sent, name: "A and more" }, stored).name).toBe("A and more");
  expect(typedOn(sent, sent, stored)).toEqual(stored);
});
