// The connection to the server: opens, says hello, notices a dead peer, comes back by itself. Knows nothing of what the
// frames mean; what is lost on the way is resent by whoever keeps it (outbox, resume).
import type { Host, SocketAgain } from "./link/fallback.ts";
import type { Hello, Link, OpenLink } from "./link/link.ts";
import { openSocket } from "./link/socket.ts";
import { RestError } from "./rest.ts";
import type { ClientFrame, ResumeFrom, ServerFrame } from "./wire.gen.ts";

/** `offline` waits for the next try, `ended` makes none. */
export type Status = "connecting" | "online" | "offline" | "ended";
export type Bye = Extract<ServerFrame, { type: "bye" }>;
/** Frames that carry a `ref` and are answered by a frame that carries the same. */
export type ClientFrameWithRef = Extract<
  ClientFrame,
  {
    type:
      | "presence"
      | "accept"
      | "decline"
      | "transfer"
      | "close"
      | "leave"
      | "still_here"
      | "rate"
      | "release"
      | "watch"
      | "ping";
  }
>;

export interface TransportOptions {
  /** A fresh ticket. A `RestError` of 401, 403 or 404 ends the transport; anything else is tried again. */
  ticket(): Promise<string>;
  /** The session's secret in a browser that keeps no cookie, while there is one. */
  bearer?(): string | undefined;
  /** What is there already, asked for with each hello. */
  resume(): ResumeFrom[];
  onFrame(frame: ServerFrame): void;
  onStatus(status: Status, bye?: Bye): void;
  /** Where the server is; the page's own origin unless given. */
  base?: string;
}

export interface Transport {
  /** False when offline: nothing was sent, the caller keeps it. True does not mean it arrived: the answer does. */
  send(frame: ClientFrame): boolean;
  /** Adds a `ref`; resolves on the frame that answers it (`done`, `joined`, `error`, `busy`, `pong`). */
  request(frame: ClientFrameWithRef): Promise<ServerFrame>;
  close(): void;
  /** Tries at once when offline, asks for a sign of life when online. */
  wake(): void;
}

/** Why `request` rejected: nothing is known about what the server did. */
export class RequestLost extends Error {}

const PROTOCOL = 1;
const BACKOFF_FIRST_MS = 300;
const BACKOFF_MOST_MS = 20_000;
const WELCOME_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 10_000;
const WAKE_ANSWER_MS = 5_000;
/** So many sockets in a row that never said welcome, and the stream is tried. */
const SOCKETS_BEFORE_STREAM = 2;
/** Everyone is sent away at once when the server stops: they come back over so long, or over as long as they were told to
 *  stay away, whichever is more. */
const SPREAD_MS = 8_000;

interface Pending {
  resolve(frame: ServerFrame): void;
  reject(error: Error): void;
  timer: Timer;
}
type Timer = ReturnType<typeof setTimeout>;

export function connect(options: TransportOptions): Transport {
  const base = options.base ?? location.origin;
  const pending = new Map<number, Pending>();
  let status: Status | undefined;
  let link: Link | undefined;
  let timer: Timer | undefined; // the one thing waited for: next try, welcome, ping or its answer
  let tries = 0; // since the last welcome
  let socketFailures = 0;
  let streamWorks = false;
  let again: SocketAgain | undefined; // the way back from the stream
  let bye: Bye | undefined;
  let attempt = 0; // events of an earlier attempt are ignored
  let reference = 0;
  let lastHeard = 0;
  let lastSent = 0;
  let notBefore = 0; // the server asked for quiet until then
  let pinged = false;
  let heartbeatMs = 12_000;
  let answerMs = 15_000;

  function become(next: Status, because?: Bye): void {
    if (next === status) return;
    status = next;
    options.onStatus(next, because);
  }

  function after(ms: number, act: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  }

  function drop(): void {
    attempt += 1;
    clearTimeout(timer);
    again?.stop();
    link?.close();
    link = undefined;
    for (const { reject, timer: limit } of pending.values()) {
      clearTimeout(limit);
      reject(new RequestLost("The connection was lost before the answer came."));
    }
    pending.clear();
  }

  function end(because?: Bye): void {
    drop();
    unlisten();
    become("ended", because);
  }

  function offline(waitS?: number): void {
    const because = bye;
    bye = undefined;
    if (because && !because.resumable) return end(because);
    drop();
    const backoff = Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** tries);
    tries += 1;
    const least = 1000 * (waitS ?? because?.retry_after_s ?? 0);
    notBefore = Date.now() + least;
    become("offline", because);
    // Jitter above what the server asked for: clients that were cut off together do not come back together.
    const wait = because?.code === "going_away" ? Math.max(SPREAD_MS, least) * Math.random() : backoff * (0.5 + Math.random() / 2);
    after(least + wait, () => void open());
  }

  async function open(): Promise<void> {
    drop();
    const mine = attempt;
    become("connecting");
    let ticket: string;
    try {
      ticket = await options.ticket();
    } catch (error) {
      if (mine !== attempt) return;
      if (error instanceof RestError && [401, 403, 404].includes(error.status)) {
        const code = error.code === "offline" ? "unauthenticated" : error.code;
        return end({ type: "bye", code, message: error.message, resumable: false });
      }
      return offline(error instanceof RestError ? error.retryAfterS : undefined);
    }
    if (mine !== attempt) return;

    const hello = helloWith(ticket);
    const byStream = streamWorks || socketFailures >= SOCKETS_BEFORE_STREAM;
    const gone = (): void => {
      if (mine !== attempt) return;
      if (status !== "online" && !bye) failed(byStream);
      offline();
    };
    after(WELCOME_TIMEOUT_MS, gone);
    try {
      // Few need the stream, so it is no part of the first screen.
      let how: OpenLink = openSocket;
      if (byStream) {
        const fallback = await import("./link/fallback.ts");
        again ??= fallback.socketAgain(host);
        how = fallback.openStream;
      }
      if (mine !== attempt) return;
      link = how(base, hello, { frame: (frame) => mine === attempt && heard(frame, byStream), gone }, options.bearer?.());
    } catch {
      gone();
    }
  }

  function helloWith(ticket: string): Hello {
    return { type: "hello", ticket, protocol: PROTOCOL, resume: options.resume() };
  }

  const host: Host = {
    async dial(events) {
      return openSocket(base, helloWith(await options.ticket()), events);
    },
    isBusy: () => pending.size > 0,
    takeOver(socket) {
      drop();
      link = socket;
      const mine = attempt;
      become("connecting");
      return {
        frame: (frame) => mine === attempt && heard(frame, false),
        gone: () => mine === attempt && offline(),
      };
    },
  };

  function failed(byStream: boolean): void {
    if (byStream) {
      // Perhaps the server is away altogether: the socket gets another turn.
      streamWorks = false;
      socketFailures = SOCKETS_BEFORE_STREAM - 1;
    } else {
      socketFailures += 1;
    }
  }

  function heard(frame: ServerFrame, byStream: boolean): void {
    lastHeard = Date.now();
    pinged = false;
    if (frame.type === "welcome") {
      tries = 0;
      socketFailures = 0;
      streamWorks = byStream;
      if (byStream) again?.later();
      lastSent = lastHeard; // the hello
      heartbeatMs = frame.limits.heartbeat_ms;
      answerMs = Math.max(1_000, frame.limits.dead_peer_ms - frame.limits.heartbeat_ms);
      become("online");
    }
    if (frame.type === "bye") {
      bye = frame;
      // The server closes now. Should the closing get lost, do not wait for the heartbeat.
      return after(1_000, () => offline());
    }
    if (status === "online") after(heartbeatMs - quietMs(), beat);
    if ("ref" in frame && frame.ref != null) settle(frame.ref, frame);
    options.onFrame(frame);
  }

  function settle(ref: number, frame: ServerFrame): void {
    const request = pending.get(ref);
    if (!request) return;
    pending.delete(ref);
    clearTimeout(request.timer);
    request.resolve(frame);
  }

  /** How long nothing came. Browsers answer a WebSocket's pings by themselves; on a stream the server hears frames only, so
   *  there it counts as well how long nothing was sent. */
  function quietMs(): number {
    return Date.now() - (streamWorks ? Math.min(lastHeard, lastSent) : lastHeard);
  }

  /** Quiet for one heartbeat: ping. Quiet after the ping as well: dead. Timers of hidden pages run late, so the time
   *  counts from the ping, not from the last frame. */
  function beat(): void {
    if (pinged) return offline();
    const quiet = quietMs();
    if (quiet < heartbeatMs) return after(heartbeatMs - quiet, beat);
    ping(answerMs);
  }

  function ping(withinMs: number): void {
    pinged = true;
    transmit({ type: "ping" });
    after(withinMs, beat);
  }

  function transmit(frame: ClientFrame): boolean {
    if (status !== "online" || !link) return false;
    try {
      link.send(frame);
      lastSent = Date.now();
      return true;
    } catch {
      return false;
    }
  }

  function wake(): void {
    if (status === "offline" && Date.now() >= notBefore) void open();
    else if (status === "online") {
      ping(WAKE_ANSWER_MS);
      if (streamWorks) again?.soon();
    }
  }

  const onVisible = (): void => {
    if (document.visibilityState === "visible") wake();
  };
  const page = typeof addEventListener === "function";
  if (page) {
    for (const name of ["online", "offline", "pageshow"]) addEventListener(name, wake);
    document.addEventListener("visibilitychange", onVisible);
  }
  function unlisten(): void {
    if (!page) return;
    for (const name of ["online", "offline", "pageshow"]) removeEventListener(name, wake);
    document.removeEventListener("visibilitychange", onVisible);
  }

  void open();

  return {
    send: transmit,
    request(frame) {
      reference += 1;
      const ref = reference;
      if (!transmit({ ...frame, ref })) return Promise.reject(new RequestLost("There is no connection."));
      return new Promise((resolve, reject) => {
        const limit = setTimeout(() => {
          pending.delete(ref);
          reject(new RequestLost("No answer came in time."));
        }, REQUEST_TIMEOUT_MS);
        pending.set(ref, { resolve, reject, timer: limit });
      });
    },
    close() {
      status = "ended"; // silently: who closes knows
      drop();
      unlisten();
    },
    wake,
  };
}
