// One chat while it lasts: connection, outbox, receipts, typing. Tells the model what the conversation shows now.
import { newClientKey } from "../../../../shared/src/client-key.ts";
import {
  apply,
  asked,
  type Conversation,
  disconnected,
  frameOf,
  isSame,
  isText,
  lapse,
  newestFromOthers,
  reconnected,
  restored,
  resumeFrom,
  retry,
  discard,
  sent,
  start,
  TYPING_LAPSES_MS,
  write,
} from "../../../../shared/src/conversation.ts";
import { type Bye, connect, type Status, type Transport } from "../../../../shared/src/transport.ts";
import type { ClientFrame, ConversationState, ServerFrame, ShownText, Who } from "../../../../shared/src/wire.gen.ts";
import type { KeptMessage } from "../kept/index.ts";

export type OpenFrame = Extract<ClientFrame, { type: "open" | "reopen" }>;
export type Asking = { type: "close" | "still_here" } | { type: "rate"; score: number; comment?: string };
/** `away`: there was no answer, and there may be one to another try. */
export type Asked = "done" | "refused" | "away";
type Refusal = Extract<ServerFrame, { type: "refused" | "busy" }>;

export interface ChatEvents {
  ticket(): Promise<string>;
  bearer(): string | undefined;
  conversation(now: Conversation, before: Conversation | undefined): void;
  status(status: Status, bye?: Bye): void;
  limits(maxChars: number): void;
  emergency(): void;
  /** What was written, to be kept before it is sent; undefined when nothing is kept. */
  keep(message: KeptMessage): Promise<void> | undefined;
  /** The server did not open the conversation. */
  notOpened(why: Refusal): void;
}

export interface Chat {
  /** Whether the visitor can see the messages: they count as read from then on. */
  seen(visible: boolean): void;
  post(shown: ShownText): void;
  /** Sends what an earlier page of this chat kept. */
  restore(messages: readonly KeptMessage[]): void;
  retry(clientKey: string): void;
  discard(clientKey: string): void;
  typing(on: boolean): void;
  /** Leaves it as a message; false when the server did not answer, or it does not wait any more. */
  leave(): Promise<boolean>;
  /** Ends the conversation, says that one is still here, or how it was. */
  ask(what: Asking): Promise<Asked>;
  close(): void;
}

/** A typing signal is renewed this often while typing goes on, and ends by itself when nothing is typed for as long. */
const TYPING_MS = 4_000;
/** After the end one can say how it was for a time, then the connection closes. */
const LINGER_MS = 1_800_000;

/** Connects; opens a conversation with `open`, or goes on with one that the server names in its welcome. */
export function startChat(open: OpenFrame | undefined, events: ChatEvents): Chat {
  let conversation: Conversation | undefined;
  let me: Who | undefined;
  let online = false;
  let missed = false; // the welcome did not name our conversation
  let visible = false;
  let closed = false; // by us, some time after the end
  let told = { delivered: 0, read: 0 };
  let typingSince = 0;
  const keeping = new Set<string>(); // not sent before it is kept
  const timers: Record<"outbox" | "resume" | "typing" | "lapse" | "linger", ReturnType<typeof setTimeout> | undefined> = {
    outbox: undefined,
    resume: undefined,
    typing: undefined,
    lapse: undefined,
    linger: undefined,
  };

  const transport: Transport = connect({
    ticket: events.ticket,
    bearer: events.bearer,
    resume: () => (conversation ? [resumeFrom(conversation)] : []),
    onFrame,
    onStatus(status, bye) {
      online = status === "online";
      if (status === "offline" || status === "ended") {
        typingSince = 0;
        if (conversation) become(disconnected(conversation));
      }
      events.status(status, bye);
    },
  });

  function become(next: Conversation): void {
    const before = conversation;
    if (next === before) return;
    conversation = next;
    events.conversation(next, before);
  }

  function onFrame(frame: ServerFrame): void {
    switch (frame.type) {
      case "welcome":
        return welcomed(frame);
      case "opened":
        if (me && (!conversation || conversation.state.conversation === frame.state.conversation)) begin(frame.state);
        return;
      case "emergency":
        return events.emergency();
      case "refused":
      case "busy":
        if (!conversation && frame.client_key === open?.client_key) return events.notOpened(frame);
    }
    if (!conversation) return;
    if (frame.type === "error" && frame.code === "not_found" && missed) return gone();
    if (frame.type === "busy" && frame.client_key == null && frame.ref == null && conversation.gap === "asked") {
      clearTimeout(timers.resume);
      timers.resume = setTimeout(ask, 1_000 * frame.retry_after_s);
    }
    become(apply(conversation, frame, Date.now()));
    after();
  }

  function welcomed(frame: Extract<ServerFrame, { type: "welcome" }>): void {
    me = frame.me;
    missed = false;
    told = { delivered: 0, read: 0 };
    events.limits(frame.limits.message_max_chars);
    const known = conversation?.state.conversation;
    const state = frame.conversations.find((other) => (known ? other.conversation === known : !open || other.phase !== "closed"));
    if (conversation && state) {
      become(reconnected(conversation, state));
      after();
    } else if (conversation) {
      // It ended while we were away. Its last events come, or the answer that they are not here any more.
      missed = true;
      ask();
    } else if (state) {
      begin(state);
    } else if (open) {
      transport.send(open);
    }
  }

  /** The server does not have it any more: it is over. */
  function gone(): void {
    if (!conversation) return;
    const state: ConversationState = { ...conversation.state, phase: "closed" };
    become({ ...conversation, state, gap: "none" });
    after();
  }

  function begin(state: ConversationState): void {
    if (conversation || !me) return;
    become(start(state, me));
    ask();
  }

  function ask(): void {
    if (conversation && transport.send({ type: "resume", ...resumeFrom(conversation) })) {
      become({ ...conversation, gap: "asked" });
    }
  }

  /** What a change of the conversation asks us to do. */
  function after(): void {
    if (!conversation) return;
    if (conversation.gap === "ask" && transport.send({ type: "resume", ...resumeFrom(conversation) })) {
      become(asked(conversation));
    }
    pump();
    receipts();
    clearTimeout(timers.lapse);
    if (conversation.typing.size > 0) {
      timers.lapse = setTimeout(() => {
        if (conversation) become(lapse(conversation, Date.now()));
      }, TYPING_LAPSES_MS + 100);
    }
    if (conversation.state.phase === "closed") timers.linger ??= setTimeout(() => {
      closed = true;
      transport.close();
    }, LINGER_MS);
  }

  /** Sends the next that waits, in the order it was written: a later one must not overtake one that is asked to wait. */
  function pump(): void {
    if (!conversation) return;
    clearTimeout(timers.outbox);
    const next = conversation.outbox.find((item) => item.state === "waiting" || item.state === "sending");
    if (next?.state !== "waiting" || keeping.has(next.clientKey)) return;
    const now = Date.now();
    const wait = (next.notBefore ?? 0) - now;
    if (wait > 0) timers.outbox = setTimeout(pump, wait);
    else if (transport.send(frameOf(conversation, next))) become(sent(conversation, next.clientKey));
  }

  function receipts(): void {
    if (!conversation) return;
    const newest = newestFromOthers(conversation);
    const read = visible ? newest : told.read;
    if (newest <= told.delivered && read <= told.read) return;
    const frame = { type: "receipt", conversation: conversation.state.conversation, delivered: newest, read } as const;
    if (transport.send(frame)) told = { delivered: newest, read };
  }

  function typing(on: boolean): void {
    clearTimeout(timers.typing);
    if (!conversation || conversation.state.phase !== "active") return;
    const now = Date.now();
    if (on) timers.typing = setTimeout(() => typing(false), TYPING_MS);
    if (on ? now - typingSince < TYPING_MS : typingSince === 0) return;
    typingSince = on ? now : 0;
    transport.send({ type: "typing", conversation: conversation.state.conversation, on });
  }

  function update(how: (c: Conversation) => Conversation): void {
    if (!conversation) return;
    become(how(conversation));
    pump();
  }

  return {
    seen(now) {
      visible = now;
      receipts();
    },
    post(shown) {
      typing(false);
      if (!conversation) return;
      const item = { clientKey: newClientKey(), shown, at: Date.now() };
      const kept = events.keep({ ...item, after: conversation.rev });
      if (kept) {
        keeping.add(item.clientKey);
        void kept.then(() => {
          keeping.delete(item.clientKey);
          pump();
        });
      }
      update((c) => write(c, item));
      if (!online) transport.wake();
    },
    restore: (messages) => update((c) => restored(c, messages)),
    retry: (clientKey) => update((c) => retry(c, clientKey)),
    discard: (clientKey) => update((c) => discard(c, clientKey)),
    typing,
    async leave() {
      if (!conversation) return false;
      const frame = { conversation: conversation.state.conversation } as const;
      const answer = await transport.request({ type: "leave", ...frame }).catch(() => undefined);
      if (answer?.type !== "done") return false;
      const at = Date.now();
      update((c) => apply(c, { type: "left", ...frame, at }, at));
      return true;
    },
    async ask(what) {
      if (!conversation || closed) return "refused";
      try {
        const answer = await transport.request({ ...what, conversation: conversation.state.conversation });
        // "It has ended already" is what was asked for.
        return answer.type === "done" || (answer.type === "error" && answer.code === "closed") ? "done" : "refused";
      } catch {
        return "away";
      }
    },
    close() {
      for (const timer of Object.values(timers)) clearTimeout(timer);
      transport.close();
    },
  };
}

/** How many messages of others are newer than what was read here. */
export function unread(conversation: Conversation, read: number): number {
  return conversation.entries.filter(
    (entry) => isText(entry) && entry.kind === "message" && entry.seq > read && !isSame(entry.author, conversation.me),
  ).length;
}
