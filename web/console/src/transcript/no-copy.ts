// A department may forbid copying out of its chats. This keeps honest hands from doing it by habit; it is no boundary.
import { useEffect, useState } from "preact/hooks";
import type { ClipboardRule } from "../../../shared/src/wire.gen.ts";
import { t } from "../strings/index.ts";

const SAID_MS = 6_000;

export function useNoCopy(rule: ClipboardRule) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (said === "") return undefined;
    const timer = setTimeout(() => setSaid(""), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const refuse = (event: Event): void => {
    event.preventDefault();
    setSaid(t("composer.noCopy"));
  };
  return { said, on: rule === "allowed" ? {} : { onCopy: refuse, onCut: refuse, onDragStart: refuse } };
}
