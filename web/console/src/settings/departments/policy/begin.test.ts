// A preset replaces what it stands for, and never a notice that somebody wrote.
import { expect, test } from "vitest";
import type { PresetPolicy, PrivacyPolicy } from "../../../../../shared/src/wire.gen.ts";
import { begunFrom } from "./begin.ts";

const general: PrivacyPolicy = {
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
const strict: PrivacyPolicy = { ...general, retention: 86_400, phones: "mask", consent_text: "Strictly: we read this." };
const presets: PresetPolicy[] = [
  { preset: "general", policy: general },
  { preset: "strict", policy: strict },
];

test("a standard notice becomes the preset's, versions stay", () => {
  const mine = { ...general, version: 7, consent_version: 3 };
  expect(begunFrom(mine, strict, presets)).toEqual({ policy: { ...strict, version: 7, consent_version: 3 }, keptNotice: false });
  expect(begunFrom({ ...mine, consent_text: " " }, strict, presets).policy.consent_text).toBe(strict.consent_text);
});

test("a notice of one's own stays, and it is said", () => {
  const mine = { ...general, consent_text: "Our dental team reads this." };
  const { policy, keptNotice } = begunFrom(mine, strict, presets);
  expect(policy).toEqual({ ...strict, consent_text: mine.consent_text });
  expect(keptNotice).toBe(true);
});
