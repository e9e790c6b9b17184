// What to say when signing in did not succeed, and how long to wait before the next try.
import { RestError } from "../../../shared/src/rest.ts";
import { t } from "../strings/index.ts";

export interface SignInProblem {
  text: string;
  /** Seconds until another try makes sense; 0 = at once. */
  waitS: number;
}

/** Where the server is busy and does not say for how long. */
const BUSY_S = 5;

export function problemOf(error: unknown): SignInProblem {
  if (!(error instanceof RestError) || error.code === "offline") return { text: t("signIn.away"), waitS: 0 };
  switch (error.code) {
    case "unauthenticated":
    case "not_found":
    case "malformed":
      return { text: t("signIn.wrong"), waitS: error.retryAfterS ?? 0 };
    case "busy":
    case "slow_down":
    case "unavailable": {
      const waitS = Math.max(1, Math.ceil(error.retryAfterS ?? BUSY_S));
      return { text: t("signIn.busy", { n: waitS }), waitS };
    }
    default:
      return { text: t("signIn.other", { message: error.message }), waitS: error.retryAfterS ?? 0 };
  }
}
