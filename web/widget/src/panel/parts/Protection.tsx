// "How this chat is protected": five sentences from the policy, behind one line.
import type { Protection as Policy } from "../../../../shared/src/wire.gen.ts";
import { t } from "../text.ts";
import { protectionSentences } from "../words.ts";

interface ProtectionProps {
  policy: Policy;
  department: string;
  clinic: string;
  phone: string;
  open?: boolean;
}

export function Protection({ policy, department, clinic, phone, open }: ProtectionProps) {
  return (
    <details class="protection" open={open}>
      <summary>{t("protection.title")}</summary>
      <ul>
        {protectionSentences(policy, department, { name: clinic, phone }).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </details>
  );
}
