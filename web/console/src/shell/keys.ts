// Single-key shortcuts. They rest while a person types or a dialogue is open, and can be switched off altogether, as speech
// input may press them by accident (WCAG 2.2, 2.1.4).
import { signal } from "@preact/signals";

const SETTING = "bedside.single-keys";

/** What a key does; `false` leaves the key to whatever has the focus. */
type Act = () => void | false;

/** Of each key, those that asked for it, the newest last: whatever order they leave in, nothing of one that left acts. */
const actions = new Map<string, Act[]>();

/** Whether single keys act. A setting of this browser; it holds nothing about anyone. */
export const singleKeys = signal(readSetting());

export function setSingleKeys(on: boolean): void {
  singleKeys.value = on;
  try {
    if (on) localStorage.removeItem(SETTING);
    else localStorage.setItem(SETTING, "off");
  } catch {
    // Storage is switched off: the setting lasts as long as the page.
  }
}

/** Acts on a key until the returned function is called; the newest registration of a key wins. */
export function onKey(key: string, act: Act): () => void {
  actions.set(key, [...(actions.get(key) ?? []), act]);
  if (actions.size === 1) addEventListener("keydown", pressed);
  return () => {
    const others = (actions.get(key) ?? []).filter((other) => other !== act);
    if (others.length > 0) actions.set(key, others);
    else actions.delete(key);
    if (actions.size === 0) removeEventListener("keydown", pressed);
  };
}

/** Whether a key does something on this screen. */
export function acts(key: string): boolean {
  return actions.has(key);
}

/** Does what a key would do, for who chose it from a list. */
export function perform(key: string): void {
  actions.get(key)?.at(-1)?.();
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (!singleKeys.peek() && event.key.length === 1) return;
  const act = actions.get(event.key)?.at(-1);
  if (!act) return;
  if (act() !== false) event.preventDefault();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select") !== null;
}

function readSetting(): boolean {
  try {
    return localStorage.getItem(SETTING) !== "off";
  } catch {
    return true;
  }
}
