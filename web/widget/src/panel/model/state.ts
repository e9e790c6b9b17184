// Everything the panel shows, as one value.
import type { Conversation } from "../../../../shared/src/conversation.ts";
import type { Status } from "../../../../shared/src/transport.ts";
import type { DepartmentInfo, EmergencyContact, SiteInfo } from "../../../../shared/src/wire.gen.ts";

/** Texts, masked, that never reached the server, and the conversation they were for. */
export interface Unsent {
  conversation: string;
  texts: readonly string[];
}

/** `failed` could not load the site; `start` is before consent; `chat` has a conversation, running or ended. */
export type Screen = "loading" | "failed" | "start" | "chat";

export interface State {
  screen: Screen;
  /** Why it is `failed`: the key names no site, or there is no answer. */
  failure: "site" | "away";
  site?: SiteInfo;
  /** Emergency number and telephone: the site's, or the loader's until that is here. */
  contact: EmergencyContact;
  /** Whether a loader is around, so that there is something to close. */
  embedded: boolean;
  /** Whether the visitor can see the panel. */
  open: boolean;
  department?: DepartmentInfo;
  /** What the clinic's own server signed about the visitor, as the server has checked it, by claim; false where it could not be. */
  prefill?: Readonly<Record<string, string>> | false;
  starting: boolean;
  startError?: string | undefined;
  conversation?: Conversation;
  /** Messages of others after this `Seq` were new when the panel was looked at. */
  newAfter?: number | undefined;
  status: Status;
  /** The connection has been away for longer than a moment. */
  lost: boolean;
  /** Why the connection ended for good. */
  ended?: "upgrade" | "session";
  /** The browser keeps no cookie: the chat lives as long as this page. */
  cookieless: boolean;
  /** The browser keeps neither draft nor outbox of this chat. */
  unkept: boolean;
  /** What an earlier chat left unsent. */
  unsent?: Unsent | undefined;
  /** What was being written when the page went, or when the chat ended. */
  draft: string;
  /** What the emergency list found; shown until hidden. */
  emergency: boolean;
  /** Emergency list and masking: nothing is sent without them. */
  guard: "loading" | "ready" | "failed";
  /** A part of this page is not to be had: the server has a newer build by now. */
  stale: boolean;
  maxChars: number;
  /** Spoken by the announcer; the number makes a repeat a new one. */
  said: { text: string; count: number };
}

export const FIRST: State = {
  screen: "loading",
  failure: "away",
  contact: { number: "", phone: "" },
  embedded: false,
  open: window.parent === window,
  starting: false,
  status: "connecting",
  lost: false,
  cookieless: false,
  unkept: false,
  draft: "",
  emergency: false,
  guard: "loading",
  stale: false,
  maxChars: 4_000,
  said: { text: "", count: 0 },
};

/** What the visitor filled in before the chat. */
export interface Intake {
  name: string;
  topic: string;
  answers: { key: string; value: string }[];
  /** A message to leave with a department that is closed; one that has opened meanwhile has it put into the message box. */
  message?: string;
}
