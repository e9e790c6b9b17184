// The REST calls of panel and console: JSON in, JSON out, one error type.
import type {
  BlockVisitor,
  BlockedList,
  Board,
  CannedReplies,
  ConversationList,
  ErrorBody,
  FoundConversations,
  FoundTexts,
  Me,
  Numbers,
  NewVisitorSession,
  PastConversations,
  ReminderList,
  SearchConversations,
  SearchTexts,
  SetReminder,
  Prefilled,
  SignIn,
  SiteInfo,
  Ticket,
  Transcript,
  VisitorSession,
  WireCode,
} from "./wire.gen.ts";

/** An answer that was not 2xx, or none at all (`status` 0). `message` is for people. */
export class RestError extends Error {
  readonly status: number;
  readonly code: WireCode | "offline";
  readonly retryAfterS: number | undefined;

  constructor(status: number, code: WireCode | "offline", message: string, retryAfterS?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

/** What the panel calls. */
export interface VisitorRest {
  site(key: string): Promise<SiteInfo>;
  prefill(site: string, statement: string): Promise<Prefilled>;
  newVisitorSession(body: NewVisitorSession): Promise<VisitorSession>;
  visitorSession(): Promise<VisitorSession>;
  visitorTicket(): Promise<Ticket>;
  endVisitorSession(): Promise<void>;
}

/** What the console calls. */
export interface StaffRest {
  signIn(body: SignIn): Promise<Me>;
  signOut(): Promise<void>;
  me(): Promise<Me>;
  staffTicket(): Promise<Ticket>;
  canned(): Promise<CannedReplies>;
  /** `before` is the `next` of the page before; `outcome` and `tag` are ids. */
  conversations(wanted: { before?: string; outcome?: string; tag?: string }): Promise<ConversationList>;
  block(body: BlockVisitor): Promise<void>;
  blocks(): Promise<BlockedList>;
  /** By the chat in which they were blocked. */
  unblock(conversation: string): Promise<void>;
  remind(body: SetReminder): Promise<void>;
  reminders(): Promise<ReminderList>;
  endReminder(conversation: string): Promise<void>;
  search(wanted: SearchConversations): Promise<FoundConversations>;
  /** In what was written; opens chats for it. */
  searchTexts(wanted: SearchTexts): Promise<FoundTexts>;
  transcript(conversation: string): Promise<Transcript>;
  /** Ended chats of the person in it. */
  past(conversation: string): Promise<PastConversations>;
  numbers(range: { from: string; to: string; zone: string; department?: string }): Promise<Numbers>;
  board(): Promise<Board>;
  /** The chats that colleagues serve in a department now. */
  running(department: string): Promise<ConversationList>;
}

export type Rest = VisitorRest & StaffRest;

export interface RestOptions {
  /** Where the server is; the page's own origin unless given. */
  base?: string;
  /** The session secret of a browser that keeps no cookie, while there is one. */
  bearer?(): string | undefined;
}

/** How long an answer may take, in milliseconds. */
const TIMEOUT_MS = 15_000;

type Call = <T>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown) => Promise<T>;

export function rest(options: RestOptions = {}): Rest {
  return { ...visitorRest(options), ...staffRest(options) };
}

export function visitorRest(options: RestOptions = {}): VisitorRest {
  const call = caller(options);
  return {
    site: (key) => call("GET", `/sites/${encodeURIComponent(key)}`),
    prefill: (site, statement) => call("POST", "/visitor/prefill", { site, statement }),
    newVisitorSession: (body) => call("POST", "/visitor/sessions", body),
    visitorSession: () => call("GET", "/visitor/session"),
    visitorTicket: () => call("POST", "/visitor/tickets"),
    endVisitorSession: () => call("DELETE", "/visitor/session"),
  };
}

export function staffRest(options: RestOptions = {}): StaffRest {
  const call = caller(options);
  return {
    signIn: (body) => call("POST", "/staff/sign-in", body),
    signOut: () => call("POST", "/staff/sign-out"),
    me: () => call("GET", "/staff/me"),
    staffTicket: () => call("POST", "/staff/tickets"),
    canned: () => call("GET", "/staff/canned"),
    conversations: (wanted) => {
      const query = new URLSearchParams(wanted).toString();
      return call("GET", `/staff/conversations${query === "" ? "" : `?${query}`}`);
    },
    block: (body) => call("POST", "/staff/blocks", body),
    blocks: () => call("GET", "/staff/blocks"),
    unblock: (conversation) => call("DELETE", `/staff/blocks/${encodeURIComponent(conversation)}`),
    remind: (body) => call("POST", "/staff/reminders", body),
    reminders: () => call("GET", "/staff/reminders"),
    endReminder: (conversation) => call("DELETE", `/staff/reminders/${encodeURIComponent(conversation)}`),
    search: (wanted) => call("POST", "/staff/conversations/search", wanted),
    searchTexts: (wanted) => call("POST", "/staff/conversations/search/texts", wanted),
    board: () => call("GET", "/staff/board"),
    running: (department) => call("GET", `/staff/board/chats?${new URLSearchParams({ department })}`),
    past: (conversation) => call("GET", `/staff/conversations/${encodeURIComponent(conversation)}/person`),
    numbers: (range) => call("GET", `/numbers?${new URLSearchParams(range).toString()}`),
    transcript: (conversation) => call("GET", `/staff/conversations/${encodeURIComponent(conversation)}`),
  };
}

function caller(options: RestOptions): Call {
  return async <T>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<T> => {
    const headers: Record<string, string> = { "X-Bedside": "1" };
    if (method !== "GET") headers["Content-Type"] = "application/json";
    const bearer = options.bearer?.();
    if (bearer !== undefined) headers["Authorization"] = `Bearer ${bearer}`;
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(`${options.base ?? ""}/api/v1${path}`, {
        method,
        headers,
        credentials: "same-origin",
        cache: "no-store",
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(method === "GET" ? {} : { body: JSON.stringify(body ?? {}) }),
      });
      text = await answer.text();
    } catch {
      throw new RestError(0, "offline", "No answer from the server.");
    }
    const value: unknown = parse(text);
    if (answer.ok) return value as T;
    const error = (value as ErrorBody | undefined)?.error;
    throw new RestError(answer.status, error?.code ?? "internal", error?.message ?? "", error?.retry_after_s);
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
