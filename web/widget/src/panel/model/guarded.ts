// The guard, put together from the emergency list and the masking. A chunk of its own, beside theirs.
import type { emergency as Emergency } from "../../../../shared/src/emergency/index.ts";
import type { maskForGood as Mask } from "../../../../shared/src/masking/index.ts";
import { marked, toCodePoints } from "../../../../shared/src/shown.ts";
import { arrived } from "./arrived.ts";
import type { Guard } from "./guard.ts";

export function guardOf(emergency: typeof Emergency, maskForGood: typeof Mask): Guard {
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
    arrived: (path) => arrived(document.referrer, navigator, path),
  };
}
