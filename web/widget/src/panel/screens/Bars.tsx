// The bars above the log of a chat that runs, besides the connection's: what the browser does not keep, the queue, and the chat's near end.
import type { Conversation } from "../../../../shared/src/conversation.ts";
import type { Model } from "../model/model.ts";
import type { State } from "../model/state.ts";
import { Unkept } from "./Unkept.tsx";
import { Waiting } from "./Waiting.tsx";

interface BarsProps {
  model: Model;
  state: State;
  conversation: Conversation;
}

export function Bars({ model, state: { unkept, cookieless }, conversation }: BarsProps) {
  return (
    <>
      {unkept && <Unkept cookieless={cookieless} />}
      <Waiting model={model} conversation={conversation} cookieless={cookieless} />
    </>
  );
}
