// Lines of the log about what happened, those about the end among them.
import type { Entry } from "../../../shared/src/conversation.ts";
import { a } from "./text.ts";
import { lineOf as plainly, timeOf } from "./words.ts";

/** A line about something that happened; empty for what is not told. */
export function lineOf(entry: Entry): string {
  switch (entry.kind) {
    case "idle_warned":
      return a("line.warned", { time: timeOf(entry.ends_at) });
    case "still_here":
      return a("line.stayed");
    case "reopened":
      return a("line.reopened");
    case "closed":
      return entry.reason === "inactive" ? a("line.inactive") : plainly(entry);
    default:
      return plainly(entry);
  }
}
