// A chat that another screen wants to be shown in the history.
import type { CardState } from "../../../shared/src/wire.gen.ts";
import { go } from "../route.ts";

let wanted: CardState | undefined;

/** Goes to the history with that chat chosen; nothing of it is opened before one says so. */
export function openInHistory(card: CardState): void {
  wanted = card;
  go({ screen: "history", open: true });
}

/** What is to be shown, once. */
export function takeAsked(): CardState | undefined {
  const card = wanted;
  wanted = undefined;
  return card;
}
