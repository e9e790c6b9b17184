// An ended chat: first its card and what opening means, then the chat itself, to be read and not changed.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { RemindButton } from "../reminders/remind-button.tsx";
import { BlockButton } from "../block/block-button.tsx";
import * as talk from "../../../shared/src/conversation.ts";
import type { CardState, Me, RatingShown, Transcript as Received, Who } from "../../../shared/src/wire.gen.ts";
import { VisitorFacts } from "../chats/visitor-facts.tsx";
import { mayServe } from "../model/roles.ts";
import { rows } from "../model/rows.ts";
import { goBack } from "../route.ts";
import { server } from "../session.ts";
import { dayOf, lengthOf, momentOf, t } from "../strings/index.ts";
import { Shown } from "../transcript/shown-text.tsx";
import { Transcript } from "../transcript/transcript.tsx";
import { useNoCopy } from "../transcript/no-copy.ts";
import { Facts } from "../ui/facts.tsx";
import { Icon } from "../ui/icon.tsx";
import { departmentName, staffName } from "./names.ts";
import { wordsOf } from "./problem.ts";

interface Opened {
  transcript: Received;
  at: number;
}

export interface ReaderProps {
  me: Me;
  card: CardState;
  /** Something was found there: the chat is opened at once, at that message. Another object asks anew. */
  at?: { message: string } | undefined;
  /** A dialogue stands around it, with a heading and a way out of its own. */
  inDialog?: boolean;
}

export function Reader({ me, card, at, inDialog = false }: ReaderProps): JSX.Element {
  const [opened, setOpened] = useState<Opened>();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState("");
  const name = card.name === "" ? t("who.visitor") : card.name;

  useEffect(() => {
    if (at && !opened) void open();
    const found = at && document.querySelector<HTMLElement>("[data-found]");
    if (found) {
      found.focus({ preventScroll: true });
      scrollTo(found);
    } else if (!inDialog) document.querySelector<HTMLElement>("[data-home]")?.focus();
  }, [opened, at]);

  async function open(): Promise<void> {
    if (working) return;
    setWorking(true);
    setProblem("");
    try {
      setOpened({ transcript: await server.transcript(card.conversation), at: Date.now() });
    } catch (error) {
      setProblem(wordsOf(error));
    }
    setWorking(false);
  }

  return (
    <section class={opened ? "pane" : "pane pane-card"}>
      {!inDialog && (
        <header class="pane-head">
          <button type="button" class="button-quiet only-narrow" aria-label={t("back")} onClick={goBack}>
            <Icon name="back" />
          </button>
          <div class="pane-title">
            <h2 tabIndex={-1} data-home dir="auto">{name}</h2>
            <p class="soft">{departmentName(me, card.department)}</p>
          </div>
          {mayServe(me.role) && <RemindButton conversation={card.conversation} name={name} />}
          {mayServe(me.role) && <BlockButton conversation={card.conversation} name={name} ends={false} />}
        </header>
      )}
      {opened ? (
        <Past me={me} name={name} opened={opened} found={at?.message} />
      ) : (
        <div class="card">
          <CardFacts me={me} card={card} />
          <p class="notice">{t("history.audited")}</p>
          <p role="alert" class="field-error">{problem}</p>
          <button type="button" class="button" aria-disabled={working} onClick={() => void open()}>
            {working ? t("history.opening") : t("history.open")}
          </button>
        </div>
      )}
    </section>
  );
}

/** To the middle of the log; nothing but the log is scrolled. */
function scrollTo(row: HTMLElement): void {
  const log = row.closest(".log");
  if (!log) return;
  const { top, height } = row.getBoundingClientRect();
  log.scrollTop += top - log.getBoundingClientRect().top - Math.max(0, (log.clientHeight - height) / 2);
}

function CardFacts({ me, card }: { me: Me; card: CardState }): JSX.Element {
  const servedBy = staffName(me, card.staff);
  return (
    <Facts
      facts={[
        [t("fact.topic"), card.topic === "" ? t("fact.none") : card.topic],
        [t("fact.opened"), momentOf(card.opened_at)],
        [t("fact.closed"), card.closed_at == null ? t("fact.none") : momentOf(card.closed_at)],
        [t("fact.servedBy"), servedBy === "" ? t("fact.none") : servedBy],
        [t("fact.outcome"), card.outcome?.label ?? t("fact.none")],
        [t("fact.tags"), card.tags?.length ? card.tags.map(({ label }) => label).join(", ") : t("fact.none")],
      ]}
    />
  );
}

function Past({ me, name, opened: { transcript, at }, found }: { me: Me; name: string; opened: Opened; found: string | undefined }): JSX.Element {
  const { state, events } = transcript;
  const log = useRef<HTMLDivElement>(null);
  const said = useNoCopy(log, state.protection.clipboard);
  const reader: Who = { kind: "staff", id: me.id, name: me.name };
  const past = events.reduce(
    (c, { rev, at: when, event }) =>
      talk.apply(c, { type: "event", conversation: state.conversation, rev, at: when, event }, at),
    talk.start(state, reader),
  );
  const nameOf = (who: Who): string => {
    if (who.kind === "visitor") return name;
    return who.kind === "system" ? t("who.system") : staffName(me, who);
  };
  return (
    <>
      <p class="banner" role="status">{t("history.recorded", { time: momentOf(at) })}</p>
      <div class="log-frame">
        <div ref={log} class="log" role="region" aria-label={t("chat.log", { name })} tabIndex={0}>
          <VisitorFacts
            name={name}
            topic={transcript.card.topic}
            department={departmentName(me, transcript.card.department)}
            openedAt={state.opened_at}
            details={transcript.details}
          />
          <Transcript
            rows={rows(past.entries, { day: dayOf })}
            name={nameOf}
            departmentName={(id) => departmentName(me, id)}
            found={found}
          />
        </div>
        {said !== "" && <p role="status" class="log-said">{said}</p>}
      </div>
      {transcript.rating && <Rated rating={transcript.rating} />}
      <footer class="after">
        <p>{t("history.readOnly")}</p>
        <p class="soft">{t("side.kept", { length: lengthOf(state.protection.retention_seconds) })}</p>
      </footer>
    </>
  );
}

/** What the patient said of the chat afterwards. */
function Rated({ rating: { score, at, comment } }: { rating: RatingShown }): JSX.Element {
  const step = ([1, 2, 3, 4, 5] as const).find((one) => one === score) ?? 3;
  return (
    <section class="after" aria-label={t("rating.title")}>
      <p>
        {t("rating.title")}: <strong>{t(`rating.${step}`)}</strong> <span class="soft">{momentOf(at)}</span>
      </p>
      {comment && (
        <p dir="auto">
          <Shown shown={{ text: comment.text, spans: comment.spans ?? [] }} held={undefined} />
        </p>
      )}
    </section>
  );
}
