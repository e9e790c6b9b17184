// What came of a request, in words a person can act on.
import type { ServerFrame, WireCode } from "../../../shared/src/wire.gen.ts";
import { t } from "../strings/index.ts";

export type Outcome = { ok: true } | { ok: false; text: string };

export function outcomeOf(frame: ServerFrame): Outcome {
  switch (frame.type) {
    case "error":
      return { ok: false, text: inWords(frame.code, frame.message) };
    case "busy":
      return { ok: false, text: t("error.busy", { n: frame.retry_after_s }) };
    default:
      return { ok: true };
  }
}

/** A code in our words where we have better ones than the server, which writes for programs too. */
export function inWords(code: WireCode | "offline", message: string): string {
  switch (code) {
    case "offline":
      return t("error.away");
    case "taken_by_colleague":
      return t("error.taken");
    case "not_found":
      return t("error.notFound");
    case "forbidden":
      return t("error.forbidden");
    case "closed":
      return t("error.closed");
    case "not_now":
      return t("error.notNow");
    case "colleague_away":
      return t("error.colleagueAway");
    case "not_serving_there":
      return t("error.notServingThere");
    case "other_custody":
      return t("error.otherCustody");
    case "kept_shorter":
      return t("error.keptShorter");
    case "unavailable":
      return t("error.unavailable");
    default:
      return t("error.other", { message });
  }
}
