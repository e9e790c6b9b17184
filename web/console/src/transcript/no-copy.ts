// A department may forbid copying out of its chats. This keeps honest hands from doing it by habit; it is no boundary.
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ClipboardRule } from "../../../shared/src/wire.gen.ts";
import { t } from "../strings/index.ts";

/** How long it is said that copying is off, in milliseconds. */
const SAID_MS = 6_000;

/** Refuses to copy what reaches into `log`; returns what to say about it, if anything. One's own draft can be copied. */
export function useNoCopy(log: RefObject<HTMLElement | null>, rule: ClipboardRule): string {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (said === "") return undefined;
    const timer = setTimeout(() => setSaid(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  useEffect(() => {
    if (rule === "allowed") return undefined;
    const refuse = (event: Event): void => {
      if (event.target instanceof HTMLTextAreaElement || !reachesInto(log.current)) return;
      event.preventDefault();
      setSaid(t("composer.noCopy"));
    };
    const names = ["copy", "cut", "dragstart"] as const;
    for (const name of names) document.addEventListener(name, refuse);
    return () => {
      for (const name of names) document.removeEventListener(name, refuse);
    };
  }, [rule]);
  return said;
}

function reachesInto(log: HTMLElement | null): boolean {
  const selection = getSelection();
  return log !== null && selection !== null && !selection.isCollapsed && selection.containsNode(log, true);
}
