// Naming a colleague in a note: `@` at the beginning of a word finds those of the department. In a reply an `@` is an `@`.
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Colleague } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import type { Chat } from "../model/desk.ts";
import { type Query, fitting, mentionAt, mentionable } from "../model/mentions.ts";
import { t } from "../strings/index.ts";
import { announce } from "../ui/announcer.tsx";

export interface Mentions {
  /** Those who fit what was typed; undefined while no name is typed. */
  found: readonly Colleague[] | undefined;
  active: number;
  choose(one: Colleague): void;
  follow(): void;
  close(): void;
  /** True where the key was for the list. */
  onKey(event: KeyboardEvent): boolean;
}

export function useMentions(live: Live, chat: Chat, field: RefObject<HTMLTextAreaElement | null>): Mentions {
  const { conversation, department } = chat.talk.state;
  const [query, setQuery] = useState<Query>();
  const [active, setActive] = useState(0);
  const all = mentionable(live.desk.value.me, department);
  const on = chat.draft.mode === "note" && query !== undefined;
  const found = on ? fitting(all, query.text) : undefined;
  const caret = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    if (caret.current === undefined || !field.current) return;
    field.current.setSelectionRange(caret.current, caret.current);
    caret.current = undefined;
  });

  function follow(): void {
    const element = field.current;
    const next = element && chat.draft.mode === "note" ? mentionAt(element.value, element.selectionStart) : undefined;
    // A finished name is looked for no more.
    const done = next && all.some(({ name }) => next.text.startsWith(`${name} `));
    const wanted = done ? undefined : next;
    if (wanted?.from !== query?.from || wanted?.text !== query?.text) {
      setQuery(wanted);
      setActive(0);
    }
  }

  function choose(one: Colleague): void {
    if (!query) return;
    const text = chat.draft.note;
    const put = `@${one.name} `;
    const end = query.from + 1 + query.text.length;
    caret.current = query.from + put.length;
    live.draft(conversation, { note: text.slice(0, query.from) + put + text.slice(end).replace(/^ /, "") });
    setQuery(undefined);
    field.current?.focus();
    announce(t("mention.put", { name: one.name }));
  }

  function onKey(event: KeyboardEvent): boolean {
    if (event.isComposing || !found) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      // Nobody to choose: the arrows move in the text.
      if (found.length === 0) return false;
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((active + step + found.length) % found.length);
      return true;
    }
    if (event.key === "Escape") {
      setQuery(undefined);
      return true;
    }
    const one = found[active];
    if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
      if (!one) return false;
      choose(one);
      return true;
    }
    return false;
  }

  return { found, active, choose, follow, close: () => setQuery(undefined), onKey };
}
