// One call of the settings screens. Apart from the calls of `shared/src/rest.ts`: faults field by field are read here alone, and would be
// dead weight in the patient's panel.
import { RestError } from "../../../shared/src/rest.ts";
import type { ErrorBody, FieldProblem } from "../../../shared/src/wire.gen.ts";

/** Settings that cannot be used: each fault with its place. */
export class Refused extends RestError {
  readonly problems: readonly FieldProblem[];

  constructor(status: number, message: string, problems: readonly FieldProblem[]) {
    super(status, "invalid_settings", message);
    this.problems = problems;
  }
}

/** More at once than the server takes. It is not sent: beyond a point the server would end the connection without a word. */
export class TooLarge extends RestError {
  readonly bytes: number;

  constructor(bytes: number) {
    super(413, "too_large", "More at once than the server takes.");
    this.bytes = bytes;
  }
}

/** The faults of an error that has some. */
export const problemsOf = (error: unknown): readonly FieldProblem[] => (error instanceof Refused ? error.problems : []);

/** What one request may carry, in bytes (`docs/protocol.md`, `FRAME_MAX_BYTES` of the server). */
export const REQUEST_MAX_BYTES = 48 * 1_024;
/** How long an answer may take, in milliseconds: a new password is hashed for a while. */
const TIMEOUT_MS = 20_000;

export async function call<T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<T> {
  const sent = method === "GET" ? undefined : JSON.stringify(body ?? {});
  const bytes = new TextEncoder().encode(sent).length;
  if (bytes > REQUEST_MAX_BYTES) throw new TooLarge(bytes);
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method,
      headers: { "X-Bedside": "1", "Content-Type": "application/json" },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(sent === undefined ? {} : { body: sent }),
    });
    text = await answer.text();
  } catch {
    throw new RestError(0, "offline", "No answer from the server.");
  }
  if (answer.ok) return (text === "" ? undefined : JSON.parse(text)) as T;
  const error = errorOf(text);
  if (error?.problems) throw new Refused(answer.status, error.message, error.problems);
  throw new RestError(answer.status, error?.code ?? "internal", error?.message ?? "", error?.retry_after_s);
}

function errorOf(text: string): ErrorBody["error"] | undefined {
  try {
    return (JSON.parse(text) as ErrorBody).error;
  } catch {
    return undefined;
  }
}
