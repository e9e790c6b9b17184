// Why a chat was not opened or gone on with, in our words: the server's are for programmers. A chunk of its own, for when it is needed.
import type { ServerFrame, WireCode } from "../../../shared/src/wire.gen.ts";
import { a, t } from "./text.ts";
import { momentIn } from "./waiting.ts";

const ANSWERS: readonly WireCode[] = ["answer_missing", "answer_invalid", "too_long", "control_characters"];

/** `again`: it was to be gone on with. */
export function whyNot(why: Extract<ServerFrame, { type: "refused" | "busy" }>, again: boolean): string {
  if (why.type === "busy") return t("start.error.busy", { n: why.retry_after_s });
  const { code, opens_at: until } = why;
  if (code === "blocked") return until == null ? a("refused.blocked.now") : a("refused.blocked", { when: momentIn(until, undefined, true) });
  if (again) return a(code === "department_closed" ? "reopen.closed" : "reopen.refused");
  if (code === "already_open") return a("refused.open");
  return ANSWERS.includes(code) ? a("refused.answer") : t("start.error.server");
}
