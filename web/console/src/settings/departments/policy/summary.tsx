// What patients read under this policy, in the widget's own words: the notice, "How this chat is protected", and what is said beneath a
// message in which something was hidden.
import type { JSX } from "preact";
import type { PrivacyPolicy } from "../../../../../shared/src/wire.gen.ts";
import { patient, patientLater, protection, s } from "../../text.ts";

interface SummaryProps {
  policy: PrivacyPolicy;
  department: string;
  ask: { name: string; phone: string };
}

export function Summary({ policy, department, ask }: SummaryProps): JSX.Element {
  const said = [beneath(policy.emails, "EMAIL"), beneath(policy.phones, "PHONE")].filter((line) => line !== undefined);
  return (
    <aside class="set-summary-card" aria-label={s("summary.label")}>
      <h3>{s("summary.label")}</h3>
      <h4>{s("summary.before")}</h4>
      <blockquote dir="auto">{policy.consent_text}</blockquote>
      <h4>{patient("protection.title")}</h4>
      <ul>
        {protectionOf(policy, department, ask).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <h4>{s("summary.during")}</h4>
      <ul>
        <li>{patientLater("masked.CARD")}</li>
        <li>{policy.keep_card_last_four ? patientLater("mask.ends", { what: patientLater("mask.CARD"), digits: "1111" }) : patientLater("mask.CARD")}</li>
        <li>{patientLater("masked.SSN")}</li>
        {said.map((line) => (
          <li key={line}>{line}</li>
        ))}
        {policy.clipboard === "disabled" && <li>{patient("composer.noclip")}</li>}
      </ul>
    </aside>
  );
}

/** The five sentences, as the widget puts them. */
export function protectionOf(policy: PrivacyPolicy, department: string, ask: { name: string; phone: string }): string[] {
  const { custody, retention } = policy;
  return [
    protection(`read.${custody === "customer" ? "managed" : custody}`, { department }),
    protection(`encrypted.${custody}`),
    protection("hidden"),
    custody === "ephemeral" ? protection("kept.ephemeral") : kept(retention),
    protection("ask", ask),
  ];
}

function kept(seconds: number): string {
  if (seconds % 86_400 === 0) return protection("kept.days", { n: seconds / 86_400 });
  if (seconds % 3_600 === 0) return protection("kept.hours", { n: seconds / 3_600 });
  return protection("kept.minutes", { n: Math.ceil(seconds / 60) });
}

function beneath(choice: PrivacyPolicy["emails"], kind: "EMAIL" | "PHONE"): string | undefined {
  if (choice === "keep") return undefined;
  return choice === "hide" ? patientLater(`hidden.${kind}`) : patientLater(`masked.${kind}`);
}
