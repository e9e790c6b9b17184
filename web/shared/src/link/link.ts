// One way to carry frames to the server and back, for as long as one connection lasts.
import type { ClientFrame, ServerFrame } from "../wire.gen.ts";

export type Hello = Extract<ClientFrame, { type: "hello" }>;

export interface LinkEvents {
  frame(frame: ServerFrame): void;
  /** The connection is over. Called once, and not after `close()`. */
  gone(): void;
}

export interface Link {
  /** Hands the frame to the network. Whether it arrived is known from the answer alone. */
  send(frame: ClientFrame): void;
  /** Ends the connection without a word to `gone`. */
  close(): void;
}

/** Opens one. `bearer` is the session's secret where the browser keeps no cookie. */
export type OpenLink = (base: string, hello: Hello, events: LinkEvents, bearer?: string) => Link;

/** Reads one frame; what is none is ignored, as the protocol asks. */
export function parseFrame(text: string): ServerFrame | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "type" in value ? (value as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
