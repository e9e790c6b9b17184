// REST under /api/v1, same origin. Every call ends in a value or a Problem; nothing is thrown and nothing is logged.
import type { ConversationList, ErrorBody, Me, Ticket, Transcript, WireCode } from "../../shared/src/wire.gen.ts";

/** Why a call gave no value. `away`: no answer at all; otherwise the server's own code. */
export type Problem =
  | { kind: "away" }
  | { kind: "refused"; code: WireCode; message: string; retryAfterS?: number };

export type Result<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/** Long enough for a slow line, short enough that nobody waits in front of a dead page. */
const TIMEOUT_MS = 20_000;

export const signIn = (email: string, password: string): Promise<Result<Me>> =>
  call("POST", "staff/sign-in", { email, password });

export const signOut = (): Promise<Result<null>> => call("POST", "staff/sign-out", {});

export const me = (): Promise<Result<Me>> => call("GET", "staff/me");

export const ticket = (): Promise<Result<Ticket>> => call("POST", "staff/tickets", {});

export const closedConversations = (before?: string): Promise<Result<ConversationList>> =>
  call("GET", before === undefined ? "staff/conversations" : `staff/conversations?before=${encodeURIComponent(before)}`);

/** Opens a conversation for reading. The server writes an audit entry before it answers. */
export const transcript = (conversation: string): Promise<Result<Transcript>> =>
  call("GET", `staff/conversations/${encodeURIComponent(conversation)}`);

async function call<T>(method: "GET" | "POST", path: string, body?: unknown): Promise<Result<T>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`/api/v1/${path}`, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: body === undefined ? { "X-Bedside": "1" } : { "Content-Type": "application/json", "X-Bedside": "1" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch {
    return { ok: false, problem: { kind: "away" } };
  }
  return response.ok ? readValue<T>(text) : { ok: false, problem: readProblem(text, response.headers.get("Retry-After")) };
}

function readValue<T>(text: string): Result<T> {
  if (text === "") return { ok: true, value: null as T };
  const value = parse(text);
  return value === undefined ? { ok: false, problem: { kind: "away" } } : { ok: true, value: value as T };
}

/** What a failed answer says. An answer that is none of ours (a proxy's page) counts as no answer. */
export function readProblem(text: string, retryAfter: string | null): Problem {
  const error = (parse(text) as Partial<ErrorBody> | undefined)?.error;
  if (error === undefined || typeof error.code !== "string") return { kind: "away" };
  const seconds = error.retry_after_s ?? (retryAfter === null ? undefined : Number.parseInt(retryAfter, 10));
  return {
    kind: "refused",
    code: error.code,
    message: String(error.message),
    ...(seconds === undefined || Number.isNaN(seconds) ? {} : { retryAfterS: seconds }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
