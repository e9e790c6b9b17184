// What a change of policy does to whom: stricter masking and clipboard rules hold at once, all else for chats opened from then on.
import type { PrivacyPolicy } from "../../../../../shared/src/wire.gen.ts";

export type Effect = "stricter" | "weaker" | "kept" | "notice";

const MASKING = ["keep", "hide", "mask"] as const;
const CLIPBOARD = ["allowed", "staff_may_not_copy", "disabled"] as const;

export function effectsOf(before: PrivacyPolicy, after: PrivacyPolicy): Effect[] {
  const steps = [
    MASKING.indexOf(after.cards) - MASKING.indexOf(before.cards),
    MASKING.indexOf(after.social_security_numbers) - MASKING.indexOf(before.social_security_numbers),
    MASKING.indexOf(after.emails) - MASKING.indexOf(before.emails),
    MASKING.indexOf(after.phones) - MASKING.indexOf(before.phones),
    CLIPBOARD.indexOf(after.clipboard) - CLIPBOARD.indexOf(before.clipboard),
    Number(before.keep_card_last_four) - Number(after.keep_card_last_four),
  ];
  const found: Effect[] = [];
  if (steps.some((step) => step > 0)) found.push("stricter");
  if (steps.some((step) => step < 0)) found.push("weaker");
  if (before.retention !== after.retention || before.custody !== after.custody) found.push("kept");
  if (before.consent_text !== after.consent_text) found.push("notice");
  return found;
}
