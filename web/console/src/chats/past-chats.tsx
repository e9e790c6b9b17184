// Past chats of the same person, asked for by who serves them: cards first; opening one is a reading like any in the history.
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import type { CardState, Me, PastConversations } from "../../../shared/src/wire.gen.ts";
import { departmentName } from "../history/names.ts";
import { wordsOf } from "../history/problem.ts";
import { Reader } from "../history/reader.tsx";
import { server } from "../session.ts";
import { stampOf, t } from "../strings/index.ts";
import { announce } from "../ui/announcer.tsx";
import { Dialog } from "../ui/dialog.tsx";

export interface PastChatsProps {
  me: Me;
  conversation: string;
  name: string;
  /** What was found, held by the chat: beside it and in its dialogue it is asked for once, as each asking is recorded. */
  past: PastConversations | undefined;
  found(past: PastConversations): void;
}

export function PastChats({ me, conversation, name, past, found }: PastChatsProps): JSX.Element {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState("");
  const [open, setOpen] = useState<CardState>();

  async function look(): Promise<void> {
    if (working) return;
    setWorking(true);
    setProblem("");
    try {
      const now = await server.past(conversation);
      found(now);
      // The button goes, and with it the focus.
      heading.current?.focus();
      announce(now.cards.length === 0 ? t("past.none") : t("past.found", { n: now.cards.length }));
    } catch (error) {
      setProblem(wordsOf(error));
    }
    setWorking(false);
  }

  return (
    <section aria-labelledby={id} class="past">
      <h3 ref={heading} id={id} tabIndex={-1}>{t("past.title")}</h3>
      {past === undefined ? (
        <>
          <p class="soft">{t("past.hint")}</p>
          <button type="button" class="button-line" aria-disabled={working} onClick={() => void look()}>
            {t("past.show")}
          </button>
        </>
      ) : (
        <>
          {past.cards.length === 0 && <p>{t("past.none")}</p>}
          <ul>
            {past.cards.map((card) => {
              const when = stampOf(card.opened_at);
              return (
                <li key={card.conversation}>
                  <button type="button" class="button-line" aria-label={t("past.open", { when })} onClick={() => setOpen(card)}>
                    {when}
                  </button>
                  <span class="soft" dir="auto"> {card.topic === "" ? departmentName(me, card.department) : card.topic}</span>
                </li>
              );
            })}
          </ul>
          {past.others > 0 && <p class="soft">{t("past.others", { n: past.others })}</p>}
        </>
      )}
      <p role="alert" class="field-error">{problem}</p>
      {open && (
        <Dialog title={t("past.dialog", { name })} onClose={() => setOpen(undefined)} wide>
          <div class="past-reader">
            <Reader me={me} card={open} inDialog />
          </div>
        </Dialog>
      )}
    </section>
  );
}
