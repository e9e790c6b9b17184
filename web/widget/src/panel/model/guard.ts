// What is done to a text before it leaves the browser: the emergency list first, then masking for good. Both come as chunks
// of their own beside the first screen, and must be here before anything can be sent.
import type { ShownText } from "../../../../shared/src/wire.gen.ts";
import type { Arrived } from "./arrived.ts";

export interface Guard {
  isEmergency(text: string): boolean;
  /** As the server will: a card's last four digits stay where the department's policy says so. */
  mask(text: string, keepCardLastFour: boolean): ShownText;
  /** Where the visitor came from and with what, as far as staff may know: said once, with the opening of a chat. */
  arrived(path: string | undefined): Arrived;
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
  const [{ emergency }, { maskForGood }, { guardOf }] = await Promise.all([
    import("../../../../shared/src/emergency/index.ts"),
    import("../../../../shared/src/masking/index.ts"),
    import("./guarded.ts"),
  ]);
  return guardOf(emergency, maskForGood);
}
