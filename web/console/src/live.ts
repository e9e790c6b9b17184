// Joins the desk to the connection: frames in, what is due out, and what is said aloud. Lives from sign-in to sign-out.
import { type ReadonlySignal, signal } from "@preact/signals";
import { newClientKey } from "../../shared/src/client-key.ts";
import { loadParts } from "../../shared/src/parts.ts";
import type { Rest } from "../../shared/src/rest.ts";
import { type Bye, type ClientFrameWithRef, connect } from "../../shared/src/transport.ts";
import type { Availability, CannedReplies, ClientFrame, Me, ServerFrame } from "../../shared/src/wire.gen.ts";
import * as model from "./model/desk.ts";
import { lapsed as whyLapsed } from "./model/lapsed.ts";
import { noticeOf, somebodyWaits } from "./model/notice.ts";
import { type Outcome, outcomeOf } from "./model/outcome.ts";
import { spoken } from "./model/spoken.ts";
import { remind, ring } from "./notices/ring.ts";
import { t } from "./strings/index.ts";
import { announce, interrupt } from "./ui/announcer.tsx";

export interface Missed {
  conversation: string;
  text: string;
}

export interface Live {
  desk: ReadonlySignal<model.Desk>;
  /** Why the connection ended for good while the session did not: a newer version, or a word from the server. */
  ended: ReadonlySignal<Bye | undefined>;
  /** A part of this page is not to be had: the server has a newer build by now. */
  stale: ReadonlySignal<boolean>;
  /** Whether nobody used the console for a while, and it said away by itself. */
  idleAway: ReadonlySignal<boolean>;
  /** The chat that could not be accepted last, and why: its row may be gone before anyone can read it there. */
  missed: ReadonlySignal<Missed | undefined>;
  /** Has read it. */
  forgetMissed(): void;
  /** The chat that was offered last and is not any more, and why. */
  lapsed: ReadonlySignal<Missed | undefined>;
  forgetLapsed(): void;
  /** The canned replies of one's departments; undefined until they have come. */
  canned: ReadonlySignal<CannedReplies | undefined>;
  loadCanned(): void;
  show(conversation: string | undefined): void;
  watch(watching: boolean): void;
  draft(conversation: string, change: Partial<model.Draft>): void;
  /** Sends the reply, or saves the note, whichever the draft is. */
  submit(conversation: string): void;
  /** Takes a text that was refused back into its draft. */
  edit(conversation: string, clientKey: string): void;
  discard(conversation: string, clientKey: string): void;
  remove(conversation: string): void;
  /** Puts a supervisor's word away. */
  heardWhisper(conversation: string): void;
  /** What was written after the end of chats was taken note of. */
  heardAfterEnd(): void;
  setAvailability(state: Availability): Promise<Outcome>;
  /** Nobody has used the console for a while: who takes chats is away. */
  idle(): Promise<void>;
  accept(conversation: string): Promise<Outcome>;
  /** Does not take what is offered. */
  decline(conversation: string): Promise<Outcome>;
  transfer(conversation: string, department: string, to?: string, note?: string): Promise<Outcome>;
  /** Asks again which departments and colleagues there are; those known stay where the server does not answer. */
  knowAgain(): Promise<void>;
  /** Ends a chat; filed under an outcome and tags of its department, where they are given. */
  close(conversation: string, outcome?: string, tags?: readonly string[]): Promise<Outcome>;
  release(conversation: string, message: string): Promise<Outcome>;
  /** Takes a running chat from the colleague who serves it. */
  takeOver(conversation: string): Promise<Outcome>;
  /** Says for a colleague whether they take chats. */
  setColleague(staff: string, state: Availability): Promise<Outcome>;
  /** Frames as they come, for a screen that keeps something of its own; until the returned function is called. */
  listen(to: (frame: ServerFrame) => void): () => void;
  /** A frame beside those of the desk; false without a connection. */
  send(frame: ClientFrame): boolean;
  request(frame: ClientFrameWithRef): Promise<Outcome>;
  wake(): void;
  stop(): void;
}

/** What is loaded beside the first screen. */
const PARTS = [() => import("../../shared/src/link/fallback.ts")];
/** A typing signal lapses after 6 s on the other side; it is renewed before. */
const TYPING_EVERY_MS = 4_000;
/** Nothing typed for so long: not typing any more. */
const TYPING_STOPS_MS = 5_000;

export function goLive(me: Me, server: Rest, sessionEnded: () => void): Live {
  const desk = signal(model.newDesk(me));
  const ended = signal<Bye | undefined>();
  const stale = signal(false);
  const idleAway = signal(false);
  const canned = signal<CannedReplies | undefined>();
  const missed = signal<Missed | undefined>();
  const lapsed = signal<Missed | undefined>();
  const declining = new Set<string>();
  void loadParts(PARTS).then((all) => (stale.value = !all));
  const typing = typingSignals((conversation, on) => transport.send({ type: "typing", conversation, on }));
  let flushing = false;
  const listeners = new Set<(frame: ServerFrame) => void>();

  const transport = connect({
    ticket: async () => (await server.staffTicket()).ticket,
    resume: () => model.resume(desk.peek()),
    onFrame: take,
    onStatus(status, bye) {
      update(model.connection(desk.peek(), status));
      if (status === "ended") over(bye);
    },
  });

  const ticking = setInterval(() => {
    update(model.lapse(desk.peek(), Date.now()));
    remind(somebodyWaits(desk.peek()));
  }, 1000);

  function take(frame: ServerFrame): void {
    const before = desk.peek();
    const after = model.received(before, frame, Date.now());
    const words = spoken(before, after, frame);
    const news = noticeOf(before, after, frame);
    update(after);
    if (words?.urgent) interrupt(words.text);
    else if (words) announce(words.text);
    if (news) ring(news.notice, news.thing, news.seen);
    noteOffer(before, after, frame);
    for (const listener of listeners) listener(frame);
    if (frame.type === "welcome") void loadCanned();
    // The server forgets with the connection who said they are here.
    if (frame.type === "welcome" && (after.wanted || after.availability === "online")) void setAvailability(model.wish(after));
  }

  function noteOffer(before: model.Desk, after: model.Desk, frame: ServerFrame): void {
    if (frame.type !== "card" && frame.type !== "card_gone") return;
    const conversation = frame.type === "card" ? frame.card.conversation : frame.conversation;
    // What is offered again, or now, takes the place of what was.
    if (frame.type === "card" && frame.card.preferred === after.me.id) lapsed.value = undefined;
    if (before.asking.has(conversation)) return;
    const text = whyLapsed(before, after, frame, declining.has(conversation), Date.now());
    if (text === undefined) return;
    lapsed.value = { conversation, text };
    announce(text);
  }

  async function decline(conversation: string): Promise<Outcome> {
    declining.add(conversation);
    const outcome = await request({ type: "decline", conversation });
    declining.delete(conversation);
    return outcome;
  }

  function update(next: model.Desk): void {
    desk.value = next;
    if (flushing) return;
    flushing = true;
    const due = model.outgoing(next, Date.now());
    desk.value = due.desk;
    for (const frame of due.frames) transport.send(frame);
    flushing = false;
  }

  /** What came before stays where this does not succeed; it is tried again with the next connection or search. */
  async function loadCanned(): Promise<void> {
    try {
      canned.value = await server.canned();
    } catch {
      // Nothing to say yet: who looks for a reply is told.
    }
  }

  function over(bye: Bye | undefined): void {
    if (bye?.code === "upgrade" || bye?.code === "internal") ended.value = bye;
    else sessionEnded();
  }

  async function request(frame: ClientFrameWithRef): Promise<Outcome> {
    if (desk.peek().status !== "online") return { ok: false, text: t("error.away") };
    try {
      return outcomeOf(await transport.request(frame));
    } catch {
      // It was sent, and no answer came: nothing is known about what the server did.
      return { ok: false, text: t("error.lost") };
    }
  }

  async function setAvailability(state: Availability): Promise<Outcome> {
    update(model.wanted(desk.peek(), state));
    // Without a connection it is said with the next welcome.
    if (!desk.peek().greeted) return { ok: true };
    const outcome = await request({ type: "presence", state });
    if (outcome.ok) update(model.available(desk.peek(), state));
    else if (!desk.peek().greeted) return { ok: true };
    else update(model.unwanted(desk.peek()));
    return outcome;
  }

  async function knowAgain(): Promise<void> {
    try {
      const { all_departments, colleagues } = await server.me();
      const now = desk.peek();
      update({ ...now, me: { ...now.me, all_departments, colleagues } });
    } catch {
      // What was known at sign-in is shown; the server has the last word.
    }
  }

  async function enter(frame: Extract<ClientFrameWithRef, { type: "accept" }>): Promise<Outcome> {
    update(model.accepting(desk.peek(), frame.conversation));
    const outcome = await request(frame);
    missed.value = outcome.ok ? undefined : { conversation: frame.conversation, text: outcome.text };
    if (!outcome.ok) update(model.notAccepted(desk.peek(), frame.conversation));
    return outcome;
  }

  return {
    desk,
    ended,
    stale,
    idleAway,
    canned,
    missed,
    forgetMissed: () => (missed.value = undefined),
    lapsed,
    forgetLapsed: () => (lapsed.value = undefined),
    loadCanned: () => void loadCanned(),
    show(conversation) {
      typing.stop();
      update(model.show(desk.peek(), conversation));
    },
    watch: (watching) => update(model.watch(desk.peek(), watching)),
    draft(conversation, change) {
      update(model.draft(desk.peek(), conversation, change));
      if (change.reply) typing.keep(conversation);
      else typing.stop();
    },
    submit(conversation) {
      typing.stop();
      update(model.submit(desk.peek(), conversation, newClientKey(), Date.now()));
    },
    edit: (conversation, clientKey) => update(model.edit(desk.peek(), conversation, clientKey)),
    discard: (conversation, clientKey) => update(model.discard(desk.peek(), conversation, clientKey)),
    heardWhisper: (conversation) => update(model.heardWhisper(desk.peek(), conversation)),
    heardAfterEnd: () => update(model.heardAfterEnd(desk.peek())),
    remove: (conversation) => update(model.remove(desk.peek(), conversation)),
    async setAvailability(state) {
      idleAway.value = false;
      return setAvailability(state);
    },
    async idle() {
      if (model.wish(desk.peek()) !== "online") return;
      idleAway.value = true;
      announce(t("availability.idleHint"));
      await setAvailability("away");
    },
    accept: (conversation) => enter({ type: "accept", conversation }),
    takeOver: (conversation) => enter({ type: "accept", conversation, take_over: true }),
    setColleague: (staff, state) => request({ type: "presence", staff, state }),
    listen(to) {
      listeners.add(to);
      return () => void listeners.delete(to);
    },
    send: (frame) => transport.send(frame),
    request,
    knowAgain,
    decline,
    transfer: (conversation, department, to, note) =>
      request({
        type: "transfer",
        conversation,
        department,
        ...(to === undefined ? {} : { to }),
        ...(note === undefined ? {} : { note }),
      }),
    async close(conversation, outcome, tags = []) {
      const done = await request({
        type: "close",
        conversation,
        ...(outcome === undefined ? {} : { outcome }),
        ...(tags.length === 0 ? {} : { tags: [...tags] }),
      });
      if (done.ok) update(model.filed(desk.peek(), conversation, outcome, tags));
      return done;
    },
    release: (conversation, message) => request({ type: "release", conversation, message }),
    wake: () => transport.wake(),
    stop() {
      clearInterval(ticking);
      typing.forget();
      transport.close();
    },
  };
}

/** "I am typing" while it is so, and its end, for one chat at a time. */
function typingSignals(send: (conversation: string, on: boolean) => void) {
  let where: string | undefined;
  let lastSent = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    clearTimeout(timer);
    if (where !== undefined) send(where, false);
    where = undefined;
  }

  return {
    stop,
    keep(conversation: string): void {
      if (where !== undefined && where !== conversation) stop();
      if (where === undefined || Date.now() - lastSent >= TYPING_EVERY_MS) {
        send(conversation, true);
        lastSent = Date.now();
      }
      where = conversation;
      clearTimeout(timer);
      timer = setTimeout(stop, TYPING_STOPS_MS);
    },
    forget(): void {
      clearTimeout(timer);
      where = undefined;
    },
  };
}
