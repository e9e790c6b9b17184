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
  const running = talk?.state.phase === "active";

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
  const types = talk && [...talk.typing.values()].map(({ who }) => nameOf(who))[0];

  return (
    <Dialog title={t("watch.title", { name })} onClose={onClose} wide>
      <p class="soft">{problem === "" ? t("watch.what", { staff }) : problem}</p>
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
          {running ? (
            <form
              class="watch-note"
              onSubmit={(event) => {
                event.preventDefault();
                watching.note(text);
                setText("");
              }}
            >
              <label class="field field-note">
                <span>{t("watch.note", { staff })}</span>
                <textarea
                  rows={2}
                  dir="auto"
                  maxLength={live.desk.value.limits?.message_max_chars}
                  value={text}
                  aria-describedby="watch-hint"
                  onInput={(event) => setText(event.currentTarget.value)}
                />
              </label>
              <p class="soft" id="watch-hint">{t("watch.noteHint", { staff })}</p>
              <div class="dialog-acts">
                <button type="button" class="button-line" onClick={onClose}>
                  {t("watch.close")}
                </button>
                {live.desk.value.me.role === "supervisor" && (
                  <button type="button" class="button-line" onClick={() => setTaking(true)}>
                    {t("watch.take")}
                  </button>
                )}
                <button type="submit" class="button button-note" aria-disabled={text.trim() === ""}>
                  {t("watch.send")}
                </button>
              </div>
            </form>
          ) : (
            <p role="status">{t("watch.over")}</p>
          )}
        </>
      ) : (
        problem === "" && <p class="soft">{t("watch.opening")}</p>
      )}
      {taking && running && (
        <TakeOver live={live} conversation={conversation} name={name} staff={staff} onClose={() => setTaking(false)} />
      )}
    </Dialog>
  );
}

interface TakeOverProps {
  live: Live;
  conversation: string;
  name: string;
  staff: string;
  onClose(): void;
}

/** Asks before a chat is taken from a colleague, and says what that does to whom. */
function TakeOver({ live, conversation, name, staff, onClose }: TakeOverProps): JSX.Element {
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState("");

  async function take(): Promise<void> {
    if (working) return;
    setWorking(true);
    setProblem("");
    const outcome = await live.takeOver(conversation);
    setWorking(false);
    if (!outcome.ok) return setProblem(outcome.text);
    live.show(conversation);
    go({ screen: "chats", open: true });
  }

  return (
    <Dialog title={t("watch.takeTitle", { name })} onClose={onClose}>
      <p>{t("watch.takeEffect", { staff })}</p>
      <p role="alert" class="field-error">{problem}</p>
      <DialogActs label={t("watch.take")} working={working ? t("watch.taking") : undefined} act={() => void take()} onClose={onClose} />
    </Dialog>
  );
}
