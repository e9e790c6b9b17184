// Spots texts that speak of an emergency, before they are sent. The answer shows a phone number; it never blocks anything. The
// list is the server's own (`vectors/emergency/phrases.json`), the matching that of `crates/guard/src/phrases.rs`.
import list from "../../../../vectors/emergency/phrases.json" with { type: "json" };
import { words } from "./words.ts";

/** The gravest first. */
const KINDS = ["self-harm", "overdose", "medical", "violence"] as const;
export type EmergencyKind = (typeof KINDS)[number];

/** A tilde stands for this many words at most. */
const MOST_SKIPPED_WORDS = 2;

interface Phrase {
  kind: number;
  /** What must follow the first word, with the number of words that may be skipped before each. */
  rest: { word: string; skip: number }[];
}

/** The phrases by their first word; those that start with a starred word apart. */
const byWord = new Map<string, Phrase[]>();
const byPrefix = new Map<string, Phrase[]>();

KINDS.forEach((name, kind) => {
  for (const text of Object.values(list.kinds[name]).flat()) add(kind, text);
});

/** The gravest emergency a text speaks of, or null. It errs on showing: "no chest pain" counts. */
export function emergency(text: string): EmergencyKind | null {
  const all = words(text);
  let gravest: number = KINDS.length;
  const look = (phrases: Phrase[], at: number) => {
    for (const { kind, rest } of phrases) if (kind < gravest && follows(rest, 0, all, at + 1)) gravest = kind;
  };
  all.forEach((word, at) => {
    look(byWord.get(word) ?? [], at);
    for (const [prefix, phrases] of byPrefix) if (word.startsWith(prefix)) look(phrases, at);
  });
  return KINDS[gravest] ?? null;
}

function add(kind: number, text: string): void {
  const rest: Phrase["rest"] = [];
  let skip = 0;
  for (const word of text.split(" ")) {
    if (word !== "~") rest.push({ word, skip });
    skip = word === "~" ? MOST_SKIPPED_WORDS : 0;
  }
  const first = rest.shift()?.word ?? "";
  const [index, key] = first.endsWith("*") ? [byPrefix, first.slice(0, -1)] : [byWord, first];
  const phrases = index.get(key);
  if (phrases) phrases.push({ kind, rest });
  else index.set(key, [{ kind, rest }]);
}

/** True if the steps can be taken from word `at` on. A phrase has few words, so this is a bounded number of looks. */
function follows(rest: Phrase["rest"], step: number, all: readonly string[], at: number): boolean {
  const next = rest[step];
  if (!next) return true;
  for (let place = at; place <= at + next.skip && place < all.length; place += 1) {
    if (matches(next.word, all[place] ?? "") && follows(rest, step + 1, all, place + 1)) return true;
  }
  return false;
}

function matches(pattern: string, word: string): boolean {
  return pattern.endsWith("*") ? word.startsWith(pattern.slice(0, -1)) : word === pattern;
}
