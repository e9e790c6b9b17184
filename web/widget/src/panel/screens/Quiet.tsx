// The bar that says when the chat ends by itself, with one tap to stay.
import { useEffect, useState } from "preact/hooks";
import type { Conversation, Entry } from "../../../../shared/src/conversation.ts";
import type { Model } from "../model/model.ts";
import { Icon } from "../parts/Icon.tsx";
import { CLOCK } from "../parts/icons.ts";
import { a } from "../text.ts";
import { timeOf } from "../words.ts";

type Warning = Extract<Entry, { kind: "idle_warned" }>;

/** The warning that counts: nothing was written and nobody came after it. */
export function warning({ entries }: Conversation): Warning | undefined {
  const newest = entries.findLast(({ kind }) => kind !== "note" && kind !== "held");
  return newest?.kind === "idle_warned" ? newest : undefined;
}

export function Quiet({ model, conversation }: { model: Model; conversation: Conversation }) {
  const warned = warning(conversation);
  const [failed, setFailed] = useState(false);
  const text = warned && a("quiet.warned", { time: timeOf(warned.ends_at) });
  useEffect(() => {
    setFailed(false);
    if (text) model.say(text);
  }, [warned?.rev]);
  if (!text) return null;

  async function stay(): Promise<void> {
    const done = (await model.ask({ type: "still_here" })) === "done";
    setFailed(!done);
    // The bar goes, and its button with it.
    if (done) document.querySelector<HTMLElement>(".composer textarea")?.focus();
  }

  return (
    <div class="bar warn">
      <Icon path={CLOCK} />
      <span>
        <strong>{text}</strong>
        {failed && (
          <span class="problem" role="alert">
            {a("quiet.failed")}
          </span>
        )}
      </span>
      <button type="button" class="button" onClick={() => void stay()}>
        {a("quiet.here")}
      </button>
    </div>
  );
}
