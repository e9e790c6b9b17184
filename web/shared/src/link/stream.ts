// Frames where a proxy blocks the WebSocket: down in one long answer of newline-delimited JSON, up in small POSTs.
import type { ClientFrame } from "../wire.gen.ts";
import { type Link, type OpenLink, parseFrame } from "./link.ts";

const POST = {
  method: "POST",
  headers: { "Content-Type": "application/json", "X-Bedside": "1" },
  credentials: "same-origin",
  cache: "no-store",
  redirect: "error",
} as const;

/** Most frames and characters of one POST: the server takes 64 frames and 48 KiB. Escapes can triple a character's bytes. */
const BATCH_FRAMES = 32;
const BATCH_CHARS = 8_000;

/** Takes as many frames as fit into one POST, at least one. */
function nextBatch(waiting: ClientFrame[]): string {
  const batch: string[] = [];
  let chars = 0;
  while (batch.length < BATCH_FRAMES) {
    const next = waiting[0] && JSON.stringify(waiting[0]);
    if (next === undefined || (batch.length > 0 && chars + next.length > BATCH_CHARS)) break;
    chars += next.length;
    batch.push(next);
    waiting.shift();
  }
  return `[${batch.join(",")}]`;
}

export const openStream: OpenLink = (base, hello, events, bearer): Link => {
  const abort = new AbortController();
  // Frames wait here while one POST is under way, so that they arrive in order.
  const waiting: ClientFrame[] = [];
  let stream: string | undefined;
  let posting = false;

  const end = (): void => {
    if (abort.signal.aborted) return;
    abort.abort();
    events.gone();
  };

  async function read(): Promise<void> {
    const answer = await fetch(new URL("/api/v1/stream", base), {
      ...POST,
      body: JSON.stringify(hello),
      signal: abort.signal,
    });
    if (!answer.ok || !answer.body) return;
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const frame = parseFrame(line);
        if (!frame || abort.signal.aborted) continue;
        if (frame.type === "welcome") stream = frame.stream;
        events.frame(frame);
      }
      void post();
    }
  }

  async function post(): Promise<void> {
    if (posting || stream === undefined || waiting.length === 0) return;
    posting = true;
    try {
      while (waiting.length > 0) {
        // Whose stream it is shows the session: a cookie, or the bearer token of a browser that keeps none.
        const headers: Record<string, string> = { ...POST.headers, "X-Bedside-Stream": stream };
        if (bearer !== undefined) headers["Authorization"] = `Bearer ${bearer}`;
        const answer = await fetch(new URL("/api/v1/stream/frames", base), {
          ...POST,
          headers,
          body: nextBatch(waiting),
          signal: abort.signal,
        });
        if (!answer.ok) return end();
      }
    } catch {
      end();
    } finally {
      posting = false;
    }
  }

  // The answer ending, for whatever reason, is the end of the connection.
  read().then(end, end);
  return {
    send(frame) {
      waiting.push(frame);
      void post();
    },
    close() {
      abort.abort();
    },
  };
};
