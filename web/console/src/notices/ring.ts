// Makes the sound and shows the notice of the system: at most one for all tabs of this browser. It never says who wrote or what.
import { alone } from "../../../shared/src/notices/alone.ts";
import { playTone } from "../../../shared/src/notices/tone.ts";
import type { Notice } from "../model/notice.ts";
import { t } from "../strings/index.ts";
import { isQuiet, noticeSettings } from "./settings.ts";

const LOCK = "bedside.notice";
/** So long one tab keeps the others quiet about one thing, in milliseconds; they hear of it within less. */
const HOLD_MS = 1_500;
/** A tab in which somebody reads the message comes first. */
const GIVE_WAY_MS = 200;
/** Between two sounds of this tab, in milliseconds: many messages in a row are one alarm. */
const APART_MS = 2_000;
/** Between two reminders that somebody waits, in milliseconds. */
export const REPEAT_MS = 30_000;

let lastRung = 0;
let lastTold = 0;

/** Tells of something new; `thing` names it alike in every tab. `seen`: it is before somebody's eyes here, so no tab needs to tell. */
export function ring(notice: Notice, thing: string, seen: boolean): void {
  if (!isOn()) return;
  lastRung = Date.now();
  if (seen) void alone(`${LOCK}.${thing}`, HOLD_MS, () => undefined);
  else setTimeout(() => tellAlone(notice, thing, HOLD_MS), GIVE_WAY_MS);
}

/** Rings again while somebody waits, where that is wanted. */
export function remind(somebodyWaits: boolean): void {
  if (!somebodyWaits || !noticeSettings.peek().repeat || !isOn() || Date.now() - lastRung < REPEAT_MS) return;
  lastRung = Date.now();
  // The other tabs count from other moments: one reminds for all of them.
  tellAlone("waiting", "repeat", REPEAT_MS - 2_000);
}

function isOn(): boolean {
  const settings = noticeSettings.peek();
  return (settings.sound || settings.desktop) && !isQuiet(settings, new Date());
}

function tellAlone(notice: Notice, thing: string, holdMs: number): void {
  if (Date.now() - lastTold < APART_MS) return;
  void alone(`${LOCK}.${thing}`, holdMs, () => {
    lastTold = Date.now();
    tell(notice);
  });
}

function tell(notice: Notice): void {
  const { sound, desktop } = noticeSettings.peek();
  if (sound) playTone(notice);
  if (!desktop || typeof Notification === "undefined" || Notification.permission !== "granted") return;
  if (document.visibilityState === "visible" && document.hasFocus()) return;
  const shown = new Notification(t(`notice.${notice}`), { tag: LOCK, silent: true });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}
