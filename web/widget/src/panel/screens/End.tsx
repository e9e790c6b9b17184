// Ending a chat: the question before, and what is there after.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../../../shared/src/conversation.ts";
import type { Model } from "../model/model.ts";
import { Call } from "../parts/Call.tsx";
import { a, l, t } from "../text.ts";
import { timeOf } from "../words.ts";
import { Rating } from "./Rating.tsx";

interface EndDialogProps {
  end(): Promise<boolean>;
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
    if (await end()) done();
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
  phone: string;
  children: ComponentChildren;
}

export function Ended({ conversation, model, phone, children }: EndedProps) {
  const text = useRef<HTMLParagraphElement>(null);
  // The composer is gone, and its focus with it. Not on the button: who was typing would press it.
  useEffect(() => text.current?.focus(), []);
  return (
    <section class="ended">
      <p ref={text} tabIndex={-1}>{l("ended.text")}</p>
      <GoOn conversation={conversation} model={model} />
      {conversation.entries.findLast((entry) => entry.kind === "closed")?.ask_rating && <Rating model={model} />}
      <div class="row">
        <button type="button" class="button" onClick={model.again}>
          {l("ended.again")}
        </button>
        <Call kind="button" number={phone} text={t("emergency.phone", { phone })} />
        {children}
      </div>
    </section>
  );
}

/** For a time the same chat can be gone on with. */
function GoOn({ conversation: { entries, state }, model }: { conversation: Conversation; model: Model }) {
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
      <button type="button" class="button primary" onClick={() => model.reopen(state.conversation)}>
        {a("reopen.button")}
      </button>
    </div>
  );
}
