// What is done to a text before it leaves the browser: the emergency list first, then masking for good. The emergency list
// is part of the panel; masking comes as a chunk of its own and must be here before anything can be sent.
import { emergency } from "../../../../shared/src/emergency/index.ts";
import type { ShownText } from "../../../../shared/src/wire.gen.ts";

type Mask = (text: string) => ShownText;
let loading: Promise<Mask> | undefined;

/** Loads the masking chunk; a failed load is tried again with the next call. */
export function loadMask(): Promise<Mask> {
  loading ??= import("../../../../shared/src/masking/index.ts").then(
    ({ maskForGood }) => maskForGood,
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

export const isEmergency: (text: string) => boolean = emergency;
