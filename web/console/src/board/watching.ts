// A chat that a supervisor watches: what came of it, and the private notes for who serves it. Apart from the desk, which holds one's
// own chats. It lives as long as the pane is on the screen.
import { type ReadonlySignal, signal } from "@preact/signals";
import { newClientKey } from "../../../shared/src/client-key.ts";
import * as talk from "../../../shared/src/conversation.ts";
import type { CardState, ServerFrame } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import type { Outcome } from "../model/outcome.ts";

export interface Watched {
  card: CardState;
  talk: talk.Conversation;
}

export interface Watching {
  now: ReadonlySignal<Watched | undefined>;
  /** Why it could not be opened; empty while it can. */
  problem: ReadonlySignal<string>;
  note(text: string): void;
  edit(clientKey: string): string;
  discard(clientKey: string): void;
  stop(): void;
}

const TICK_MS = 1_000;

export function startWatching(live: Live, conversation: string): Watching {
  const now = signal<Watched | undefined>();
  const problem = signal("");
  let asking = false;

  function take(frame: ServerFrame): void {
    // The server forgets with the connection what was watched.
    if (frame.type === "welcome") void ask();
    if (frame.type === "watching" && frame.state.conversation === conversation) {
      const old = now.peek()?.talk;
      const next = old ? talk.reconnected(old, frame.state) : { ...talk.start(frame.state, live.desk.peek().who), gap: "asked" as const };
      now.value = { card: frame.card, talk: next };
      return flush();
    }
    const watched = now.peek();
    if (!watched) return;
    const next = talk.apply(watched.talk, frame, Date.now());
    if (next === watched.talk) return;
    now.value = { ...watched, talk: next };
    flush();
  }

  async function ask(): Promise<void> {
    if (asking) return;
    asking = true;
    const outcome: Outcome = await live.request({ type: "watch", conversation });
    asking = false;
    problem.value = outcome.ok ? "" : outcome.text;
  }

  function update(next: talk.Conversation): void {
    const watched = now.peek();
    if (watched) now.value = { ...watched, talk: next };
  }

  /** What is due: more of the past, and one note at a time. */
  function flush(): void {
    const watched = now.peek();
    if (!watched || live.desk.peek().status !== "online") return;
    let c = watched.talk;
    if (c.gap === "ask" && live.send({ type: "resume", ...talk.resumeFrom(c) })) c = talk.asked(c);
    const first = c.outbox.find((item) => item.state !== "failed");
    if (first?.state === "waiting" && (first.notBefore ?? 0) <= Date.now() && live.send(talk.frameOf(c, first))) {
      c = talk.sent(c, first.clientKey);
    }
    if (c !== watched.talk) update(c);
  }

  const silent = live.listen(take);
  const ticking = setInterval(() => {
    const watched = now.peek();
    if (!watched) return;
    const offline = live.desk.peek().status !== "online" && watched.talk.outbox.some((item) => item.state === "sending");
    const next = talk.lapse(offline ? talk.disconnected(watched.talk) : watched.talk, Date.now());
    if (next !== watched.talk) update(next);
    flush();
  }, TICK_MS);
  void ask();

  return {
    now,
    problem,
    note(text) {
      const watched = now.peek();
      if (!watched || text.trim() === "") return;
      update(talk.write(watched.talk, { clientKey: newClientKey(), kind: "note", shown: { text }, at: Date.now() }));
      flush();
    },
    edit(clientKey) {
      const watched = now.peek();
      const item = watched?.talk.outbox.find((other) => other.clientKey === clientKey);
      if (watched && item) update(talk.discard(watched.talk, clientKey));
      return item?.shown.text ?? "";
    },
    discard(clientKey) {
      const watched = now.peek();
      if (watched) update(talk.discard(watched.talk, clientKey));
    },
    stop() {
      silent();
      clearInterval(ticking);
      live.send({ type: "unwatch", conversation });
    },
  };
}
