// What the command bar offers: the actions of this screen, the other screens, and chats by name. Pure.
import type { Me } from "../../../shared/src/wire.gen.ts";
import { type Desk, wish } from "../model/desk.ts";
import { left, mine, waiting } from "../model/lists.ts";
import { type Screen, screensOf } from "../model/roles.ts";
import { nameOf } from "../model/spoken.ts";
import { t } from "../strings/index.ts";

export type Todo =
  | { kind: "key"; key: string }
  | { kind: "screen"; screen: Screen }
  | { kind: "chat"; conversation: string }
  | { kind: "state"; state: "online" | "away" }
  | { kind: "sign-out" };

export interface Command {
  id: string;
  label: string;
  /** The key that does the same. */
  key?: string;
  todo: Todo;
}

/** Keys that do something by themselves, with the string that says what. */
const KEYED = [
  ["r", "keys.reply"],
  ["n", "keys.note"],
  ["/", "keys.canned"],
  ["t", "keys.transfer"],
  ["e", "keys.end"],
  ["x", "keys.decline"],
  ["f", "keys.filter"],
  ["s", "keys.notices"],
  ["?", "keys.sheet"],
] as const;

/** More are not listed at once. */
const LISTED = 50;

/** Everything one can do now; `acts` says which keys do something on this screen. */
export function commandsOf(me: Me, desk: Desk | undefined, acts: (key: string) => boolean): Command[] {
  const keyed = KEYED.filter(([key]) => acts(key)).map(
    ([key, words]): Command => ({ id: `key-${key}`, label: t(words), key, todo: { kind: "key", key } }),
  );
  const screens = screensOf(me.role).map(
    (screen): Command => ({ id: `screen-${screen}`, label: t("commands.screen", { screen: t(`rail.${screen}`) }), todo: { kind: "screen", screen } }),
  );
  const end: Command = { id: "sign-out", label: t("commands.signOut"), todo: { kind: "sign-out" } };
  return [...keyed, ...(desk ? [stateOf(desk)] : []), ...screens, ...(desk ? chatsOf(desk) : []), end];
}

function stateOf(desk: Desk): Command {
  const state = wish(desk) === "online" ? "away" : "online";
  return { id: "state", label: t(`commands.${state}`), todo: { kind: "state", state } };
}

function chatsOf(desk: Desk): Command[] {
  const own = mine(desk).map(({ conversation }) => ({ conversation, words: "commands.chat" as const }));
  const others = [...waiting(desk), ...left(desk)].map(({ conversation }) => ({ conversation, words: "commands.waits" as const }));
  return [...own, ...others].map(({ conversation, words }) => ({
    id: `chat-${conversation}`,
    label: t(words, { name: nameOf(desk, conversation) }),
    todo: { kind: "chat", conversation },
  }));
}

/** Those in which every word occurs that was typed, whatever its case and accents. */
export function matching(all: readonly Command[], typed: string): Command[] {
  const words = plain(typed).split(/\s+/u).filter((word) => word !== "");
  return all.filter(({ label }) => words.every((word) => plain(label).includes(word))).slice(0, LISTED);
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}
