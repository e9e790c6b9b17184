// "How this chat is protected": five sentences from the policy, behind one line.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Protection as Policy } from "../../../../shared/src/wire.gen.ts";
import { t, withTexts } from "../text.ts";

interface ProtectionProps {
  policy: Policy;
  department: string;
  clinic: string;
  phone: string;
  children?: ComponentChildren;
}

export function Protection({ policy, department, clinic, phone, children }: ProtectionProps) {
  const [sentences, setSentences] = useState<string[]>([]);

  useEffect(() => {
    withTexts(import("../protection.ts")).then(
      ({ protectionSentences }) => setSentences(protectionSentences(policy, department, { name: clinic, phone })),
      () => setSentences([t("protection.failed")]),
    );
  }, [policy, department, clinic, phone]);

  return (
    <details class="protection" onToggle={({ currentTarget: it }) => it.open && it.scrollIntoView({ block: "nearest" })}>
      <summary>{t("protection.title")}</summary>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {children && <div class="copy">{children}</div>}
    </details>
  );
}
