// The chats screen: the lists, the chat or the waiting card that is open, and what is known of its visitor.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Live } from "../live.ts";
import { go, route, settle } from "../route.ts";
import { onKey } from "../shell/keys.ts";
import { move } from "../shell/move.ts";
import { t } from "../strings/index.ts";
import { ChatLists } from "./chat-lists.tsx";
import { ChatPane } from "./chat-pane.tsx";
import { Preview } from "./preview.tsx";

export function Chats({ live }: { live: Live }): JSX.Element {
  const desk = live.desk.value;
  const { open } = desk;
  const chat = open === undefined ? undefined : desk.chats.get(open);
  const card = open === undefined ? undefined : desk.cards?.get(open);
  const onScreen = route.value.open;

  useEffect(() => onKey("j", () => move(1)), []);
  useEffect(() => onKey("k", () => move(-1)), []);
  useEffect(() => onKey("x", () => press("[data-decline]")), []);
  useEffect(() => onKey("Enter", () => (onNothing() ? press("[data-accept]") : false)), []);
  useEffect(() => () => live.watch(false), []);
  // The address leads: "back" takes the chat off the screen. And a chat that left the desk takes the address along.
  useEffect(() => {
    if (!onScreen) live.show(undefined);
  }, [onScreen]);
  useEffect(() => {
    if (open === undefined && route.peek().open) settle({ screen: "chats", open: false });
  }, [open]);
  useFocusFollows(open);

  function select(conversation: string): void {
    live.show(conversation);
    go({ screen: "chats", open: true });
  }

  return (
    <div class="chats" data-side={chat !== undefined}>
      <ChatLists live={live} open={open} select={select} />
      {open !== undefined && chat && <ChatPane key={open} live={live} chat={chat} />}
      {open !== undefined && !chat && <Preview key={open} live={live} conversation={open} card={card} />}
      {open === undefined && (
        <section class="pane pane-empty">
          <h2 tabIndex={-1} data-home>{t("empty.title")}</h2>
          <p class="soft">{t("empty.text")}</p>
        </section>
      )}
    </div>
  );
}

/** The focus goes to what was opened; back in the list, to the row it was opened from. */
function useFocusFollows(open: string | undefined): void {
  const before = useRef(open);
  useEffect(() => {
    const left = before.current;
    if (left === open) return;
    before.current = open;
    const row = left === undefined ? null : document.querySelector<HTMLElement>(`[data-row="${CSS.escape(left)}"]`);
    const target = open === undefined && row ? row : document.querySelector<HTMLElement>("[data-home]");
    target?.focus();
  }, [open]);
}

/** Presses a button of the offered chat that has the focus, otherwise of the first; `false` where none is offered. */
function press(button: string): void | false {
  const offered = document.activeElement?.closest("[data-offered]") ?? document.querySelector("[data-offered]");
  const found = offered?.querySelector<HTMLElement>(button);
  if (!found) return false;
  found.click();
}

/** Whether the focus is on nothing that a key presses. */
function onNothing(): boolean {
  return document.activeElement === null || document.activeElement.matches("body, [data-home]");
}
