// Looking for a canned reply in the composer: `/` at its beginning, Ctrl and `/` anywhere. What is chosen is put where one
// writes, to be read and changed; it is never sent by choosing it.
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CannedReply } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import { filled, gapIn, matching, queryAt } from "../model/canned.ts";
import type { Chat, Draft } from "../model/desk.ts";
import { t } from "../strings/index.ts";
import { announce } from "../ui/announcer.tsx";

interface Search {
  /** Where the `/` stands. */
  from: number;
  query: string;
  /** Whether the `/` was put there for the search and goes with it. */
  ours: boolean;
  active: number;
}

export interface Canned {
  /** Those that fit what was typed; undefined while nothing is searched for. */
  found: readonly CannedReply[] | undefined;
  active: number;
  /** Whether the department has none at all, or they did not come. */
  state: "ready" | "none" | "loading";
  preview(reply: CannedReply): string;
  open(): void;
  close(): void;
  choose(reply: CannedReply): void;
  /** After each input and move of the caret. */
  follow(typed: boolean): void;
  /** True where the key was for the list. */
  onKey(event: KeyboardEvent): boolean;
  /** Puts the selection there once the text is. */
  select(start: number, end: number): void;
}

export function useCanned(live: Live, chat: Chat, field: RefObject<HTMLTextAreaElement | null>): Canned {
  const { conversation, department, department_name } = chat.talk.state;
  const { mode } = chat.draft;
  const text = chat.draft[mode];
  const [search, setSearch] = useState<Search>();
  const known = live.canned.value;
  const ours = known?.departments.find((one) => one.department === department);
  const replies = ours?.replies ?? [];
  const found = search && matching(replies, search.query, ours?.sent);

  // The text is the desk's: the caret can be put in its place only once the field shows it.
  const selection = useRef<readonly [number, number] | undefined>(undefined);
  useLayoutEffect(() => {
    if (!selection.current || !field.current) return;
    field.current.setSelectionRange(...selection.current);
    selection.current = undefined;
  });

  function preview(reply: CannedReply): string {
    const desk = live.desk.peek();
    const visitor = desk.cards?.get(conversation)?.name ?? chat.card?.name ?? "";
    return filled(reply.text, { visitor, staff: desk.me.name, clinic: known?.clinic ?? "", department: department_name });
  }

  function write(next: string, start: number, end = start, more: Partial<Draft> = {}): void {
    selection.current = [start, end];
    live.draft(conversation, { ...more, [mode]: next });
  }

  function open(): void {
    field.current?.focus();
    if (search) return;
    if (!known) live.loadCanned();
    const at = field.current?.selectionStart ?? text.length;
    const space = at > 0 && !/\s/u.test(text[at - 1] ?? "") ? " " : "";
    const from = at + space.length;
    write(`${text.slice(0, at)}${space}/${text.slice(at)}`, from + 1);
    setSearch({ from, query: "", ours: true, active: 0 });
  }

  function close(): void {
    if (search?.ours) {
      const end = search.from + 1 + search.query.length;
      write(text.slice(0, search.from) + text.slice(end), search.from);
    }
    setSearch(undefined);
  }

  function choose(reply: CannedReply): void {
    if (!search) return;
    const put = preview(reply);
    const start = search.from + put.length;
    const gap = gapIn(put);
    const next = text.slice(0, search.from) + put + text.slice(search.from + 1 + search.query.length);
    const canned = mode === "reply" ? [...new Set([...chat.draft.canned, reply.shortcut])] : chat.draft.canned;
    if (gap) write(next, search.from + gap.start, search.from + gap.end, { canned });
    else write(next, start, start, { canned });
    setSearch(undefined);
    field.current?.focus();
    announce(t("canned.put", { title: reply.title }));
  }

  function follow(typed: boolean): void {
    const element = field.current;
    if (!element) return;
    const { value, selectionStart: caret } = element;
    if (search) {
      const query = queryAt(value, search.from, caret);
      if (query === undefined) setSearch(undefined);
      else if (query !== search.query) setSearch({ ...search, query, active: 0 });
    } else if (typed && caret === 1 && value[0] === "/") {
      if (!known) live.loadCanned();
      setSearch({ from: 0, query: "", ours: false, active: 0 });
    }
  }

  function onKey(event: KeyboardEvent): boolean {
    if (event.isComposing) return false;
    if (event.key === "/" && (event.ctrlKey || event.metaKey)) {
      open();
      return true;
    }
    if (!search || !found) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (found.length > 0) setSearch({ ...search, active: (search.active + step + found.length) % found.length });
    } else if (event.key === "Escape") {
      close();
    } else if (event.key === "Enter" && !event.shiftKey) {
      // With nothing to choose it does nothing: "/word" is not sent by mistake.
      const reply = found[search.active];
      if (reply) choose(reply);
    } else {
      return false;
    }
    return true;
  }

  return {
    found,
    active: search?.active ?? 0,
    state: known === undefined ? "loading" : replies.length === 0 ? "none" : "ready",
    preview,
    open,
    close,
    choose,
    follow,
    onKey,
    select(start, end) {
      field.current?.focus();
      field.current?.setSelectionRange(start, end);
    },
  };
}
