// What is loaded beside the first screen for those who need the stream: the stream itself, and the way back to the socket.
import type { ServerFrame } from "../wire.gen.ts";
import type { Link, LinkEvents } from "./link.ts";

export { openStream } from "./stream.ts";

/** While the stream carries, the socket is tried again after so long, then after twice as long each time. */
const FIRST_MS = 5 * 60_000;
const MOST_MS = 60 * 60_000;
/** At most this often when the network changes or the page is shown again. */
const LEAST_MS = 60_000;
/** How long a socket may take to say welcome. */
const LIMIT_MS = 10_000;

export interface Host {
  /** Opens a socket and says hello. Rejects where there is no ticket. */
  dial(events: LinkEvents): Promise<Link>;
  /** Whether somebody waits for an answer, which would come by the stream. */
  isBusy(): boolean;
  /** Lets the stream go and listens to this one instead. Stops the tries. */
  takeOver(socket: Link): LinkEvents;
}

export interface SocketAgain {
  /** The stream carries: the socket's turn comes later. */
  later(): void;
  /** Something changed: now, unless it was tried a moment ago. */
  soon(): void;
  stop(): void;
}

/** A socket costs less than the stream and may work by now. It takes over once it has said welcome, and whatever was under way
 *  then is settled as after any reconnect. Until then nothing changes. */
export function socketAgain(host: Host): SocketAgain {
  let candidate: Link | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined; // the next try, or the limit of this one
  let current = 0; // what an earlier try says is ignored
  let tries = 0;
  let triedAt = 0;

  function stop(): void {
    current += 1;
    clearTimeout(timer);
    candidate?.close();
    candidate = undefined;
  }

  function later(): void {
    stop();
    timer = setTimeout(() => void begin(), Math.min(MOST_MS, FIRST_MS * 2 ** tries));
  }

  async function begin(): Promise<void> {
    stop();
    const mine = current;
    triedAt = Date.now();
    const failed = (): void => {
      if (mine !== current) return;
      tries += 1;
      later();
    };
    timer = setTimeout(failed, LIMIT_MS);
    let socket: Link | undefined;
    let carries: LinkEvents | undefined;
    const frame = (what: ServerFrame): void => {
      if (carries) return carries.frame(what);
      if (mine !== current || !socket) return;
      if (what.type !== "welcome" || host.isBusy()) return failed();
      candidate = undefined; // not stopped with the tries
      tries = 0;
      carries = host.takeOver(socket);
      carries.frame(what);
    };
    try {
      socket = await host.dial({ frame, gone: () => (carries ? carries.gone() : failed()) });
    } catch {
      return failed();
    }
    if (mine === current) candidate = socket;
    else socket.close();
  }

  return {
    later,
    soon() {
      if (candidate === undefined && Date.now() - triedAt >= LEAST_MS) void begin();
    },
    stop,
  };
}
