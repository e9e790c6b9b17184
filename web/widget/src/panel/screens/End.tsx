// Ending a chat: the question before, and what is there after.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../../../shared/src/conversation.ts";
import type { Asked } from "../model/chat.ts";
import type { Model } from "../model/model.ts";
import type { State } from "../model/state.ts";
import { Call } from "../parts/Call.tsx";
import { a, l, t } from "../text.ts";
import { timeOf } from "../words.ts";
import { Rating } from "./Rating.tsx";
import { Unsent } from "./Unsent.tsx";

interface EndDialogProps {
  end(): Promise<Asked>;
  done(): void;
}

export function EndDialog({ end, done }: EndDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [state, setState] = useState<"asking" | "ending" | "failed">("asking");

  useEffect(() => {
    // Modal: the focus stays inside, and goes back to the button that opened it.
    dialog.current?.showModal();
  }, []);

  async function confirm(): Promise<void> {
    if (state === "ending") return;
    setState("ending");
    if ((await end()) === "done") done();
    else setState("failed");
  }

  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="end-title"
      aria-describedby="end-text"
      onClose={done}
      onKeyDown={(event) => event.key === "Escape" && event.stopPropagation()}
    >
      <h2 id="end-title">{l("end.title")}</h2>
      <p id="end-text">{l("end.text")}</p>
      {state === "failed" && (
        <p class="problem" role="alert">
          {l("end.failed")}
        </p>
      )}
      <div class="row">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {l("end.cancel")}
        </button>
        <button type="button" class="button danger" aria-disabled={state === "ending"} onClick={() => void confirm()}>
          {l("end.confirm")}
        </button>
      </div>
    </dialog>
  );
}

interface EndedProps {
  conversation: Conversation;
  model: Model;
  state: State;
  children: ComponentChildren;
}

export function Ended({ conversation, model, state, children }: EndedProps) {
  const { phone } = state.contact;
  const text = useRef<HTMLParagraphElement>(null);
  // The composer is gone, and its focus with it. Not on the button: who was typing would press it.
  useEffect(() => text.current?.focus(), []);
  return (
    <section class="ended">
      <p ref={text} tabIndex={-1}>{l("ended.text")}</p>
      {state.draft && <Unsent here unsent={{ conversation: conversation.state.conversation, texts: [state.draft] }} model={model} />}
      <GoOn conversation={conversation} model={model} shown={state} />
      {conversation.entries.findLast((entry) => entry.kind === "closed")?.ask_rating && <Rating model={model} />}
      <div class="row">
        <button type="button" class="button" onClick={() => model.again(true)}>
          {l("ended.again")}
        </button>
        <Call kind="button" number={phone} text={t("emergency.phone", { phone })} />
        {children}
      </div>
    </section>
  );
}

/** For a time the same chat can be gone on with. */
function GoOn({ conversation: { entries, state }, model, shown: { starting, startError } }: { conversation: Conversation; model: Model; shown: State }) {
  const end = entries.findLast((entry) => entry.kind === "closed");
  const until = end?.reopen_until ?? 0;
  const [over, setOver] = useState(until <= Date.now());
  useEffect(() => {
    if (over) return undefined;
    const timer = setTimeout(() => setOver(true), until - Date.now());
    return () => clearTimeout(timer);
  }, [until]);
  if (until === 0) return null;
  if (over) return <p class="soft">{a("reopen.over")}</p>;
  return (
    <div class="row">
      <p class="soft">{a("reopen.text", { time: timeOf(until) })}</p>
      {startError && (
        <p class="problem" role="alert">
          {startError}
        </p>
      )}
      <button type="button" class="button primary" aria-disabled={starting} onClick={() => model.reopen(state.conversation)}>
        {a(starting ? "reopen.going" : "reopen.button")}
      </button>
    </div>
  );
}
