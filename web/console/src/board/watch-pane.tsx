// A running chat, read along by a supervisor: what both sides write, a private note to who serves it, and taking it over.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { isSame } from "../../../shared/src/conversation.ts";
import type { CardState, Who } from "../../../shared/src/wire.gen.ts";
import { useNoCopy } from "../transcript/no-copy.ts";
import type { Live } from "../live.ts";
import { liveRows } from "../model/rows.ts";
import { departmentOf } from "../model/spoken.ts";
import { go } from "../route.ts";
import { dayOf, t } from "../strings/index.ts";
import { Transcript } from "../transcript/transcript.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogActs } from "../ui/dialog-acts.tsx";
import { TakeOver } from "./take-over.tsx";
import { useKept } from "./use-kept.ts";
import { WatchNote } from "./watch-note.tsx";
import { startWatching } from "./watching.ts";

export interface WatchPaneProps {
  live: Live;
  card: CardState;
  onClose(): void;
}

export function WatchPane({ live, card, onClose }: WatchPaneProps): JSX.Element {
  const { conversation } = card;
  const watching = useMemo(() => startWatching(live, conversation), [conversation]);
  useEffect(() => () => watching.stop(), [watching]);
  const [taking, setTaking] = useState(false);
  const name = card.name === "" ? t("who.visitor") : card.name;
  const watched = watching.now.value;
  const problem = watching.problem.value;
  const talk = watched?.talk;
  const serving = talk?.state.staff ?? card.staff;
  const staff = serving?.kind === "staff" ? serving.name : "";
  const running = talk?.state.phase === "active" && problem === "";

  const log = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => (talk ? liveRows(talk, { day: dayOf }) : []), [talk?.entries, talk?.outbox]);
  const said = useNoCopy(log, talk?.state.protection.clipboard ?? "disabled");
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    if (log.current && atEnd.current) log.current.scrollTop = log.current.scrollHeight;
  }, [rows]);

  const nameOf = (who: Who): string => {
    if (who.kind === "visitor") return name;
    if (who.kind === "system") return t("who.system");
    return isSame(who, live.desk.value.who) ? t("who.you") : who.name;
  };
  const [text, setText] = useState("");
  const notSent = talk?.outbox ?? [];
  const kept = useKept(text.trim() !== "" || notSent.length > 0);
  const close = (): void => kept.leave(onClose);

  /** What was begun here goes along into the chat that is one's own now. */
  function taken(): void {
    const begun = [...notSent.filter(({ state }) => state !== "sending").map(({ shown }) => shown.text), text];
    const note = begun.filter((part) => part.trim() !== "").join("\n");
    kept.release();
    live.show(conversation);
    if (note !== "") live.draft(conversation, { mode: "note", note });
    go({ screen: "chats", open: true });
  }
  const types = talk && [...talk.typing.values()].map(({ who }) => nameOf(who))[0];

  return (
    <Dialog title={t("watch.title", { name })} onClose={close} wide>
      {problem === "" && <p class="soft">{t("watch.what", { staff })}</p>}
      <p role="alert" class="field-error">{problem}</p>
      {live.desk.value.status !== "online" && <p class="notice" role="status">{t("watch.lost")}</p>}
      {watched && talk ? (
        <>
          <div class="log-frame watch-log">
            <div
              ref={log}
              class="log"
              role="log"
              aria-live="polite"
              aria-label={t("chat.log", { name })}
              tabIndex={0}
              onScroll={({ currentTarget: at }) => (atEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < 48)}
            >
              <Transcript
                rows={rows}
                name={nameOf}
                departmentName={(id) => departmentOf(live.desk.peek(), id)}
                edit={(key) => setText(watching.edit(key))}
                discard={watching.discard}
              />
              <p class="typing" aria-hidden="true">{types ? t("chat.typing", { name: types }) : ""}</p>
            </div>
            {said !== "" && <p role="status" class="log-said">{said}</p>}
          </div>
          {!running && problem === "" && (
            <p role="status">
              {talk.state.phase === "waiting" ? t("watch.passedOn", { department: talk.state.department_name }) : t("watch.ended")}
            </p>
          )}
          <WatchNote
            staff={staff}
            text={text}
            maxLength={live.desk.value.limits?.message_max_chars}
            open={running}
            mayTake={live.desk.value.me.role === "supervisor"}
            write={setText}
            send={() => {
              watching.note(text);
              setText("");
            }}
            take={() => setTaking(true)}
            leave={close}
          />
        </>
      ) : (
        problem === "" && <p class="soft">{t("watch.opening")}</p>
      )}
      {taking && running && (
        <TakeOver live={live} conversation={conversation} name={name} staff={staff} taken={taken} onClose={() => setTaking(false)} />
      )}
      {kept.asking && (
        <Dialog title={t("watch.leaveTitle")} onClose={kept.stay}>
          <p>{t("watch.leaveText", { staff })}</p>
          <DialogActs danger label={t("watch.close")} act={kept.leaveNow} onClose={kept.stay} back={t("watch.stay")} />
        </Dialog>
      )}
    </Dialog>
  );
}
