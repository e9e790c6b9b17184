// Colleagues named in a note: who fits what is typed after an `@`, and whom a finished note names. Pure.
import type { CardState, Colleague, Me } from "../../../shared/src/wire.gen.ts";
import type { Desk } from "./desk.ts";

/** More than that are not shown at once. */
const SHOWN = 8;

/** Who can be mentioned in a chat of that department. */
export function mentionable(me: Me, department: string): Colleague[] {
  return me.colleagues.filter(({ id, departments }) => id !== me.id && departments.includes(department));
}

export interface Query {
  /** Where the `@` stands. */
  from: number;
  text: string;
}

/** The name being typed before the caret: from an `@` at the beginning of a word. */
export function mentionAt(text: string, caret: number): Query | undefined {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf("@");
  if (from < 0 || (from > 0 && !/[\s(]/u.test(before[from - 1] ?? ""))) return undefined;
  const typed = before.slice(from + 1);
  return typed.length > 40 || /[\n@]/.test(typed) ? undefined : { from, text: typed };
}

export function fitting(all: readonly Colleague[], query: string): Colleague[] {
  const wanted = query.toLocaleLowerCase();
  const fits = ({ name }: Colleague): boolean =>
    name.toLocaleLowerCase().startsWith(wanted) || name.toLocaleLowerCase().split(" ").some((part) => part.startsWith(wanted));
  return all.filter(fits).slice(0, SHOWN);
}

/** Ids of those whose whole name stands behind an `@`. */
export function mentioned(all: readonly Colleague[], text: string): string[] {
  const after = (name: string, at: number): string => text[at + 1 + name.length] ?? "";
  const named = ({ name }: Colleague): boolean => {
    for (let at = text.indexOf(`@${name}`); at >= 0; at = text.indexOf(`@${name}`, at + 1)) {
      if (!/[\p{L}\p{N}]/u.test(after(name, at))) return true;
    }
    return false;
  };
  return all.filter(named).map(({ id }) => id);
}

/** Chats of colleagues in whose notes this person is mentioned, oldest first. */
export function mentionsOf(desk: Desk): CardState[] {
  const own = (card: CardState): boolean => card.staff?.kind === "staff" && card.staff.id === desk.me.id;
  return [...(desk.cards?.values() ?? [])]
    .filter((card) => card.phase === "active" && card.mentions?.includes(desk.me.id) && !own(card))
    .sort((a, b) => a.opened_at - b.opened_at);
}
