// What is said before saving is what the server does.
import { expect, test } from "vitest";
import type { PrivacyPolicy } from "../../../../../shared/src/wire.gen.ts";
import { effectsOf } from "./changes.ts";
import { protectionOf } from "./summary.tsx";
import { loadSettingsTexts } from "../../text.ts";

await loadSettingsTexts();

const policy: PrivacyPolicy = {
  version: 1,
  custody: "managed",
  retention: 7 * 86_400,
  cards: "mask",
  social_security_numbers: "mask",
  emails: "hide",
  phones: "hide",
  keep_card_last_four: true,
  clipboard: "allowed",
  consent_text: "We read this.",
  consent_version: 1,
};

test.each([
  [{}, []],
  [{ phones: "mask" }, ["stricter"]],
  [{ phones: "keep" }, ["weaker"]],
  [{ phones: "mask", emails: "keep" }, ["stricter", "weaker"]],
  [{ keep_card_last_four: false }, ["stricter"]],
  [{ clipboard: "disabled" }, ["stricter"]],
  [{ retention: 60 }, ["kept"]],
  [{ consent_text: "Other" }, ["notice"]],
] as const)("%j", (part, effects) => {
  expect(effectsOf(policy, { ...policy, ...part })).toEqual(effects);
});

test("the summary is the widget's five sentences", () => {
  const lines = protectionOf({ ...policy, retention: 12 * 3_600 }, "Billing", { name: "Riverside", phone: "+1 212 555 0100" });
  expect(lines).toHaveLength(5);
  expect(lines[0]).toContain("Billing");
  expect(lines[3]).toContain("12 hours");
  expect(lines[4]).toContain("Riverside");
});
