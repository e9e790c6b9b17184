// The five sentences on how a chat is protected. A chunk of its own, loaded beside the first screen.
import type { Protection } from "../../../shared/src/wire.gen.ts";
import { p } from "./text.ts";

/** Who can read it, how it is encrypted, what we hide, how long it is kept, whom to ask: from the policy, nothing else. */
export function protectionSentences(
  protection: Protection,
  department: string,
  ask: { name: string; phone: string },
): string[] {
  const { custody } = protection;
  const read = custody === "customer" ? "managed" : custody;
  return [
    p(`read.${read}`, { department }),
    p(`encrypted.${custody}`),
    p("hidden"),
    custody === "ephemeral" ? p("kept.ephemeral") : kept(protection.retention_seconds),
    p("ask", ask),
  ];
}

/** The retention in the largest unit that says it exactly. */
function kept(seconds: number): string {
  if (seconds % 86_400 === 0) return p("kept.days", { n: seconds / 86_400 });
  if (seconds % 3_600 === 0) return p("kept.hours", { n: seconds / 3_600 });
  return p("kept.minutes", { n: Math.ceil(seconds / 60) });
}
