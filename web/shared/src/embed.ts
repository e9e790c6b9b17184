// postMessage v1 between loader and panel (docs/embed.md). Frozen: loaders of every release stay on host pages unchanged.

/** Panel to loader. */
export type FromPanel =
  | { type: "ready" }
  | { type: "unread"; count: number }
  | { type: "close" }
  | { type: "chat"; active: boolean };

/** Loader to panel. */
export type FromLoader = { type: "state"; open: boolean; emergency: string; phone: string; path?: string | undefined; prefill?: string | undefined };

export type Envelope<M> = M & { bedside: 1 };

/** Reads what a panel says; undefined for all that is not from `source` at `origin`, or not of this version. */
export function fromPanel(event: MessageEvent, source: unknown, origin: string): FromPanel | undefined {
  if (!source || event.source !== source || event.origin !== origin) return undefined;
  const data = envelope(event.data);
  switch (data?.["type"]) {
    case "ready":
    case "close":
      return { type: data["type"] };
    case "unread": {
      const count = data["count"];
      return typeof count === "number" && count >= 0 ? { type: "unread", count: Math.min(Math.floor(count), 999) } : undefined;
    }
    case "chat":
      return typeof data["active"] === "boolean" ? { type: "chat", active: data["active"] } : undefined;
    default:
      return undefined;
  }
}

/** Longest signed statement, in characters. */
const PREFILL_MAX = 4_000;

/** Reads what the loader says; undefined for all that is not from `parent`, not from the origin that spoke first, or not of
 *  this version. */
export function fromLoader(event: MessageEvent, parent: unknown, origin: string | undefined): FromLoader | undefined {
  if (event.source !== parent || (origin !== undefined && event.origin !== origin)) return undefined;
  const data = envelope(event.data);
  if (data?.["type"] !== "state" || typeof data["open"] !== "boolean") return undefined;
  const { path, prefill } = data;
  return {
    type: "state",
    open: data["open"],
    emergency: text(data["emergency"]),
    phone: text(data["phone"]),
    ...(typeof path === "string" ? { path } : {}),
    ...(typeof prefill === "string" && prefill.length <= PREFILL_MAX ? { prefill } : {}),
  };
}

/** A telephone number as a link: digits and a leading plus. Empty when there is nothing to dial. */
export function telephone(number: string): string {
  const digits = number.replace(/(?!^\+)\D/g, "");
  return /\d/.test(digits) ? `tel:${digits}` : "";
}

function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 40) : "";
}

function envelope(data: unknown): Record<string, unknown> | undefined {
  const value = data as Record<string, unknown> | null | undefined;
  return value?.["bedside"] === 1 ? value : undefined;
}
