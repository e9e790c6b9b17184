// The chat itself: header, notices, log, composer; and what is there after the end.
import { useState } from "preact/hooks";
import { type Conversation, whoId } from "../../../../shared/src/conversation.ts";
import type { Model } from "../model/model.ts";
import type { State } from "../model/state.ts";
import { EmergencyBanner } from "../parts/Call.tsx";
import { Header } from "../parts/Header.tsx";
import { useWaiting } from "../parts/later.ts";
import { Protection } from "../parts/Protection.tsx";
import { t } from "../text.ts";
import { nameOf } from "../words.ts";
import { Composer } from "./Composer.tsx";
import { Log } from "./Log.tsx";
import { Connection, Cookieless, Stale } from "./Notices.tsx";

interface ChatProps {
  model: Model;
  state: State;
  conversation: Conversation;
}

export function Chat({ model, state, conversation }: ChatProps) {
  const [ending, setEnding] = useState(false);
  const later = useWaiting();
  const { phase, staff, department_name, protection } = conversation.state;
  const running = phase !== "closed" && state.ended === undefined;
  const clinic = state.site?.name ?? "";
  const locked = protection.clipboard === "disabled";
  const refuse = locked ? (event: Event) => event.preventDefault() : undefined;

  return (
    <>
      <Header
        title={clinic}
        subtitle={
          !running
            ? t("header.ended")
            : phase === "active" && staff
              ? t(conversation.here.get(whoId(staff)) === false ? "header.gone" : "header.with", { name: nameOf(staff) })
              : department_name
        }
        onEnd={running ? () => setEnding(true) : undefined}
        onClose={state.embedded ? model.closeWindow : undefined}
      />
      {later && ending && running && <later.EndDialog end={model.end} done={() => setEnding(false)} />}
      {state.emergency && <EmergencyBanner contact={state.contact} hide={model.hideEmergency} />}
      <div class="top">
        <Protection policy={protection} department={department_name} clinic={clinic} phone={state.contact.phone} />
        {state.cookieless && running && <Cookieless />}
        {running && <Stale state={state} />}
        {phase !== "closed" && <Connection state={state} conversation={conversation} />}
        {later && running && phase === "waiting" && (
          <later.Waiting model={model} conversation={conversation} cookieless={state.cookieless} />
        )}
      </div>
      <div class="log-frame" onCopy={refuse} onCut={refuse} onPaste={refuse}>
        <Log conversation={conversation} open={state.open} retry={model.retry} discard={model.discard} />
        {running && <Composer model={model} state={state} locked={locked} />}
      </div>
      {later && !running && <later.Ended phone={state.contact.phone} again={model.again} />}
    </>
  );
}
