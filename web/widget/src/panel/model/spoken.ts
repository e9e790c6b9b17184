// What the announcer says when the conversation changes: new messages of others once, joins and ends, the queue at most every
// 30 seconds; typing never.
import { type Conversation, type Entry, isSame, isText } from "../../../../shared/src/conversation.ts";
import { pieces } from "../../../../shared/src/shown.ts";
import type { ShownText } from "../../../../shared/src/wire.gen.ts";
import { lineOf } from "../lines.ts";
import { nameOf } from "../names.ts";
import { l } from "../text.ts";
import { maskWords, placeInLine } from "../words.ts";

const QUEUE_EVERY_MS = 30_000;

export interface Spoken {
  (now: Conversation, before: Conversation | undefined): string;
}

export function createSpoken(clock: () => number = Date.now): Spoken {
  let queueSaid = 0;
  let placeSaid = 0;
  return (now, before) => {
    // What a resume brings was there before: a page that is opened again does not read everything aloud.
    if (!before || before.rev === 0 || now.entries === before.entries) return queue(now, before);
    const known = new Set(before.entries.map((entry) => entry.rev));
    return now.entries
      .filter((entry) => !known.has(entry.rev))
      .map((entry) => sayEntry(now, entry))
      .filter((text) => text !== "")
      .join(" ");
  };

  // A change that came too soon after the last is said with the next word from the queue, not forgotten.
  function queue({ queue }: Conversation, before: Conversation | undefined): string {
    if (!queue || (before && queue.place === placeSaid) || clock() - queueSaid < QUEUE_EVERY_MS) return "";
    queueSaid = clock();
    placeSaid = queue.place;
    return placeInLine(placeSaid);
  }
}

function sayEntry(c: Conversation, entry: Entry): string {
  // Of a chat that is about to end the bar tells, see Quiet.
  if (!isText(entry)) return entry.kind === "idle_warned" ? "" : lineOf(entry);
  if (isSame(entry.author, c.me)) return "";
  return l("say.message", { who: nameOf(entry.author), text: readAloud(entry.shown) });
}

/** The text with its masks in words. */
export function readAloud(shown: ShownText): string {
  return pieces(shown)
    .map(({ text, span }) => (span ? maskWords(span, text) : text))
    .join("");
}
