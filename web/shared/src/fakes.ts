// A socket for unit tests that the test plays the server of.
import type { ClientFrame, ServerFrame } from "./wire.gen.ts";

export class FakeSocket {
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    const socket = FakeSocket.all.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  }

  readonly url: string;
  readonly protocol: string;
  readonly sent: ClientFrame[] = [];
  closed = false;
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onerror: (() => void) | undefined;
  onclose: (() => void) | undefined;

  constructor(url: URL | string, protocol: string) {
    this.url = String(url);
    this.protocol = protocol;
    FakeSocket.all.push(this);
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data) as ClientFrame);
  }

  close(): void {
    this.closed = true;
  }

  opens(): void {
    this.onopen?.();
  }

  says(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  breaks(): void {
    this.onclose?.();
  }
}

export const WELCOME: ServerFrame = {
  type: "welcome",
  protocol: 1,
  me: { kind: "visitor", id: "V1" },
  server_time: 0,
  limits: {
    message_max_chars: 4_000,
    frame_max_bytes: 49_152,
    dead_peer_ms: 27_000,
    heartbeat_ms: 12_000,
    visitor_grace_ms: 900_000,
  },
  conversations: [],
};
