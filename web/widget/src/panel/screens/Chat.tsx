// The chat itself: header, notices, log, composer; and what is there after the end.
import { useState } from "preact/hooks";
import { type Conversation, whoId } from "../../../../shared/src/conversation.ts";
import type { Model } from "../model/model.ts";
import type { State } from "../model/state.ts";
import { nameOf } from "../names.ts";
import { EmergencyBanner } from "../parts/Call.tsx";
import { Header } from "../parts/Header.tsx";
import { part } from "../parts/loaded.ts";
import { Protection } from "../parts/Protection.tsx";
import { t, withTexts } from "../text.ts";
import { Composer } from "./Composer.tsx";
import { Stale } from "./Notices.tsx";

interface ChatProps {
  model: Model;
  state: State;
  conversation: Conversation;
}

/** The messages, and what is there at the end. */
export const VIEW = part(() => withTexts(import("./view.ts")));

export function Chat({ model, state, conversation }: ChatProps) {
  const [ending, setEnding] = useState(false);
  const view = VIEW.use();
  const { phase, staff, department_name, protection } = conversation.state;
  const running = phase !== "closed" && state.ended === undefined;
  const clinic = state.site?.name ?? "";
  const locked = protection.clipboard === "disabled";
  const refuse = locked ? (event: Event) => event.preventDefault() : undefined;

  // Where nothing may be copied no copy is offered.
  const copy = view && !locked && <view.SaveCopy conversation={conversation} state={state} />;

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
      >
        {view && running && <view.Sound conversation={conversation} open={state.open} />}
      </Header>
      {ending && running && view && <view.EndDialog end={() => model.ask({ type: "close" })} done={() => setEnding(false)} />}
      {state.emergency && <EmergencyBanner contact={state.contact} hide={model.hideEmergency} />}
      <div class={running || !view ? "run" : "over"}>
        <div class="top">
          <Protection policy={protection} department={department_name} clinic={clinic} phone={state.contact.phone}>
            {running && copy}
          </Protection>
          {(running || !view) && <Stale state={state} missing={!view} />}
          {view && (phase !== "closed" || state.starting) && <view.Connection state={state} conversation={conversation} />}
          {view && running && <view.Bars model={model} state={state} conversation={conversation} />}
        </div>
        <main class="log-frame" aria-label={t("header.title")} onCopy={refuse} onCut={refuse} onPaste={refuse}>
          {view ? (
            <view.Log conversation={conversation} open={state.open} newAfter={state.newAfter} model={model} />
          ) : (
            <p class="log soft late">{t("loading")}</p>
          )}
          {running && <Composer model={model} state={state} locked={locked} />}
        </main>
        {!running && view && (
          <view.Ended conversation={conversation} model={model} state={state}>
            {copy}
          </view.Ended>
        )}
      </div>
    </>
  );
}
