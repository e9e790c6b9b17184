// The five sentences on how a chat is protected. A chunk of its own, loaded beside the first screen.
import { protection as texts } from "../../../shared/src/strings/en.protection.ts";
import { translator } from "../../../shared/src/strings/index.ts";
import type { Protection } from "../../../shared/src/wire.gen.ts";
import { LANGUAGE } from "./text.ts";

const t = translator(texts, LANGUAGE);

/** Who can read it, how it is encrypted, what we hide, how long it is kept, whom to ask: from the policy, nothing else. */
export function protectionSentences(
  protection: Protection,
  department: string,
  ask: { name: string; phone: string },
): string[] {
  const { custody } = protection;
  const read = custody === "customer" ? "managed" : custody;
  return [
    t(`read.${read}`, { department }),
    t(`encrypted.${custody}`),
    t("hidden"),
    custody === "ephemeral" ? t("kept.ephemeral") : kept(protection.retention_seconds),
    t("ask", ask),
  ];
}

/** The retention in the largest unit that says it exactly. */
function kept(seconds: number): string {
  if (seconds % 86_400 === 0) return t("kept.days", { n: seconds / 86_400 });
  if (seconds % 3_600 === 0) return t("kept.hours", { n: seconds / 3_600 });
  return t("kept.minutes", { n: Math.ceil(seconds / 60) });
}
