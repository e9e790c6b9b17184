// What is done to a text before it leaves the browser: the emergency list first, then masking for good. Both come as chunks
// of their own beside the first screen, and must be here before anything can be sent.
import { marked, toCodePoints } from "../../../../shared/src/shown.ts";
import type { ShownText } from "../../../../shared/src/wire.gen.ts";

export interface Guard {
  isEmergency(text: string): boolean;
  /** As the server will: a card's last four digits stay where the department's policy says so. */
  mask(text: string, keepCardLastFour: boolean): ShownText;
}

let loading: Promise<Guard> | undefined;

/** Loads both; a failed load is tried again with the next call. */
export function loadGuard(): Promise<Guard> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<Guard> {
  const [{ emergency }, { maskForGood }] = await Promise.all([
    import("../../../../shared/src/emergency/index.ts"),
    import("../../../../shared/src/masking/index.ts"),
  ]);
  return {
    isEmergency: (text) => emergency(text) !== null,
    mask(text, keepCardLastFour) {
      const masked = maskForGood(text, { keepCardLastFour });
      // Masking counts UTF-16 units, the wire code points.
      const spans = masked.spans.map(({ start, end, type, action }) => {
        const [from = 0, to = 0] = toCodePoints(masked.text, [start, end]);
        return { start: from, end: to, type, action };
      });
      return marked({ text: masked.text, spans });
    },
  };
}
