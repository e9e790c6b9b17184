// The sound of a new message: off until the patient switches it on, one for all tabs, none while a tab is looked at.
import { alone } from "../../../../shared/src/notices/alone.ts";
import { playTone } from "../../../../shared/src/notices/tone.ts";

const SETTING = "bedside:sound";
const LOCK = "bedside:sound:";
/** So long one tab keeps the others quiet about one message; they hear of it within less. */
const HOLD_MS = 1_500;
/** The tab in which the message is read comes first. */
const GIVE_WAY_MS = 200;

let kept = read();

export function isOn(): boolean {
  return kept;
}

/** Switched on it sounds once: so it will, and the browser lets this page sound from then on. */
export function switchSound(on: boolean): void {
  kept = on;
  if (on) playTone("message");
  try {
    if (on) localStorage.setItem(SETTING, "on");
    else localStorage.removeItem(SETTING);
  } catch {
    // Storage is switched off: it lasts as long as the page.
  }
}

/** Another tab switched it. */
export function followSound(change: (on: boolean) => void): () => void {
  const follow = ({ key }: StorageEvent): void => {
    if (key === SETTING) change((kept = read()));
  };
  addEventListener("storage", follow);
  return () => removeEventListener("storage", follow);
}

/** Tells of a message; `thing` names it alike in every tab. `seen`: it is before the patient's eyes here, so no tab sounds. */
export function ring(thing: string, seen: boolean): void {
  if (!kept) return;
  if (seen) void alone(LOCK + thing, HOLD_MS, () => undefined);
  else setTimeout(() => void alone(LOCK + thing, HOLD_MS, () => playTone("message")), GIVE_WAY_MS);
}

function read(): boolean {
  try {
    return localStorage.getItem(SETTING) === "on";
  } catch {
    return false;
  }
}
