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
  const section = useRef<HTMLElement>(null);
  // The composer is gone, and its focus with it. Not on a button: who was typing would press it.
  useEffect(() => section.current?.focus({ preventScroll: true }), []);
  // The end of the log above it where there is room, itself from its beginning where there is not.
  useEffect(() => {
    if (!state.open) return;
    section.current?.scrollIntoView({ block: "nearest" });
    model.atEnd(true);
  }, [state.open]);
  return (
    <section ref={section} class="ended" tabIndex={-1} aria-label={t("header.ended")}>
      {state.draft && <Unsent here unsent={{ conversation: conversation.state.conversation, texts: [state.draft] }} model={model} />}
      {conversation.entries.findLast((entry) => entry.kind === "closed")?.ask_rating && <Rating model={model} />}
      {children && <div>{children}</div>}
      <GoOn conversation={conversation} model={model} shown={state} />
    </section>
  );
}

/** For a time the same chat can be gone on with; another can be begun at any time. */
function GoOn({ conversation: { entries, state }, model, shown: { contact, starting, startError } }: { conversation: Conversation; model: Model; shown: State }) {
  const end = entries.findLast((entry) => entry.kind === "closed");
  const until = end?.reopen_until ?? 0;
  const [over, setOver] = useState(until <= Date.now());
  useEffect(() => {
    if (over) return undefined;
    const timer = setTimeout(() => setOver(true), until - Date.now());
    return () => clearTimeout(timer);
  }, [until]);
  return (
    <>
      <p class="soft">{until === 0 ? l("ended.text") : over ? a("reopen.over") : a("reopen.text", { time: timeOf(until) })}</p>
      {startError && (
        <p class="problem" role="alert">
          {startError}
        </p>
      )}
      <div class="row">
        {!over && (
          <button type="button" class="button" aria-disabled={starting} onClick={() => model.reopen(state.conversation)}>
            {a(starting ? "reopen.going" : "reopen.button")}
          </button>
        )}
        <button type="button" class="button" onClick={() => model.again(true)}>
          {l("ended.again")}
        </button>
        {over && <Call kind="button" number={contact.phone} text={t("emergency.phone", { phone: contact.phone })} />}
      </div>
    </>
  );
}
