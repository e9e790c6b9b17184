// What stands beneath a message that was held back: why, and the button that lets it through.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { TextEntry } from "../../../shared/src/conversation.ts";
import type { Outcome } from "../model/outcome.ts";
import { t } from "../strings/index.ts";

export type ReleaseHeld = (message: string) => Promise<Outcome>;

const REASONS = { many_links: "held.manyLinks", dangerous_link: "held.dangerousLink" } as const;

export interface HeldProps {
  entry: Extract<TextEntry, { kind: "held" }>;
  release: ReleaseHeld | undefined;
}

export function Held({ entry, release }: HeldProps): JSX.Element {
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState("");

  async function act(): Promise<void> {
    if (!release || working) return;
    setWorking(true);
    setProblem("");
    const outcome = await release(entry.message);
    setWorking(false);
    if (!outcome.ok) setProblem(outcome.text);
  }

  return (
    <span class="held">
      <strong>{t("held.title")}</strong>
      <span>{t(REASONS[entry.reason])}</span>
      {release && (
        <button type="button" class="button-line" aria-disabled={working} onClick={() => void act()}>
          {working ? t("held.releasing") : t("held.release")}
        </button>
      )}
      <span role="alert" class="field-error">{problem}</span>
    </span>
  );
}
