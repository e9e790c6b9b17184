// Form answers as the server writes them: the note of the system itself at the start of a chat, before anyone joined.
import type { Entry } from "../../../shared/src/conversation.ts";
import type { ShownText } from "../../../shared/src/wire.gen.ts";

export function formAnswers(entries: readonly Entry[]): ShownText[] {
  const out: ShownText[] = [];
  for (const entry of entries) {
    if (entry.kind === "joined") break;
    if (entry.kind === "note" && entry.author.kind !== "staff") out.push(entry.shown);
  }
  return out;
}
