// A dialogue that does one thing: once at a time, not to be closed while it is being done, and what was typed is thrown away by its
// button alone, never by a key or a click beside it.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { IN_DIALOG, idOf } from "./fields.tsx";
import { s } from "./text.ts";

export interface Acting {
  working: boolean;
  /** Does it, unless it is being done. */
  act(doing: () => Promise<void>): Promise<void>;
  /** By Esc, by the cross or by a click beside it. */
  close(): void;
  /** By the button that says so. */
  cancel(): void;
  /** Somebody wanted to close it over what was typed. */
  kept: boolean;
}

export function useActing(onClose: () => void, typed = false): Acting {
  const busy = useRef(false);
  const [working, setWorking] = useState(false);
  const [kept, setKept] = useState(false);

  async function act(doing: () => Promise<void>): Promise<void> {
    if (busy.current) return;
    busy.current = true;
    setWorking(true);
    try {
      await doing();
    } finally {
      busy.current = false;
      setWorking(false);
    }
  }

  return {
    working,
    act,
    close() {
      if (busy.current) return;
      if (typed) setKept(true);
      else onClose();
    },
    cancel() {
      if (!busy.current) onClose();
    },
    kept: kept && typed,
  };
}

interface SaidProps {
  acting: Acting;
  problem: string;
}

/** What went wrong, or why the dialogue is still there. */
export function Said({ acting, problem }: SaidProps): JSX.Element {
  return (
    <>
      <div role="alert" class={problem === "" ? "" : "notice notice-danger"}>{problem}</div>
      <p role="status" class="soft">{acting.working ? s("acting.working") : acting.kept ? s("acting.kept") : ""}</p>
    </>
  );
}

/** Puts the focus into the dialogue's field of that place: the page behind it may have one of the same name. */
export function focusInDialog(place: string): void {
  document.querySelector<HTMLElement>(`dialog #${CSS.escape(IN_DIALOG + idOf(place))}`)?.focus();
}
