// Whether this browser makes a sound or shows a notice of the system. Off until somebody says otherwise; kept in this browser,
// and it holds nothing about anyone.
import { signal } from "@preact/signals";

const SETTING = "bedside.notices";

export interface NoticeSettings {
  sound: boolean;
  /** Notices of the system, while nobody looks at the page. */
  desktop: boolean;
  /** Again every half minute while somebody waits. */
  repeat: boolean;
  quiet: boolean;
  /** `HH:MM` by this machine's clock. */
  quietFrom: string;
  quietTo: string;
}

const OFF: NoticeSettings = { sound: false, desktop: false, repeat: false, quiet: false, quietFrom: "20:00", quietTo: "07:00" };

export const noticeSettings = signal(read());

export function setNotices(change: Partial<NoticeSettings>): void {
  noticeSettings.value = { ...noticeSettings.value, ...change };
  try {
    localStorage.setItem(SETTING, JSON.stringify(noticeSettings.value));
  } catch {
    // Storage is switched off: the settings last as long as the page.
  }
}

/** Another tab changed them. */
export function followSettings(): () => void {
  const follow = ({ key }: StorageEvent): void => {
    if (key === SETTING) noticeSettings.value = read();
  };
  addEventListener("storage", follow);
  return () => removeEventListener("storage", follow);
}

/** Whether the quiet hours are on at that time of day; they may go over midnight. From and to alike: all day. */
export function isQuiet(settings: NoticeSettings, at: Date): boolean {
  const from = minutesOf(settings.quietFrom);
  const to = minutesOf(settings.quietTo);
  if (!settings.quiet || from === undefined || to === undefined) return false;
  const now = at.getHours() * 60 + at.getMinutes();
  return from < to ? now >= from && now < to : now >= from || now < to;
}

/** What was stored, as far as it is of the right kind; by whom, nobody knows. */
export function parseSettings(text: string | null): NoticeSettings {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? "");
  } catch {
    return OFF;
  }
  if (typeof stored !== "object" || stored === null) return OFF;
  const given = stored as Record<string, unknown>;
  const on = (name: "sound" | "desktop" | "repeat" | "quiet"): boolean => given[name] === true;
  const time = (name: "quietFrom" | "quietTo"): string => {
    const value = given[name];
    return typeof value === "string" && minutesOf(value) !== undefined ? value : OFF[name];
  };
  return {
    sound: on("sound"),
    desktop: on("desktop"),
    repeat: on("repeat"),
    quiet: on("quiet"),
    quietFrom: time("quietFrom"),
    quietTo: time("quietTo"),
  };
}

function minutesOf(time: string): number | undefined {
  const parts = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  return parts ? Number(parts[1]) * 60 + Number(parts[2]) : undefined;
}

function read(): NoticeSettings {
  try {
    return parseSettings(localStorage.getItem(SETTING));
  } catch {
    return OFF;
  }
}
