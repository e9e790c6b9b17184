// The invitation: a bubble beside the button, once, on the pages and after the time that the snippet names. It asks nothing of the server.
import { KEY, type Settings } from "./settings.ts";

/** How often the page is looked at for a dialogue of its own, over which no invitation is shown. */
const LOOK_MS = 1_000;
const DIALOGS = "dialog[open],[role$=dialog],[aria-modal]";
/** Seconds before an invitation, unless the page says how many. */
const AFTER_S = 30;
/** One that was shown is not shown again in this browser for so long. */
const QUIET_MS = 30 * 86_400_000;

/** Returns what ends it: the visitor has opened the chat, or said no. */
export function invite({ site, data: { invite: text, inviteAfter, inviteOn } }: Settings, show: (words: string) => void): () => void {
  let shown = false;
  let timer = text ? window.setTimeout(look, 1_000 * (Number(inviteAfter) || AFTER_S)) : 0;

  function look(): void {
    timer = window.setTimeout(look, LOOK_MS);
    const fits = !document.hidden && isOn(inviteOn, location.pathname) && !document.querySelector(DIALOGS);
    if (shown === fits) return;
    if (shown || !mayInvite(site)) return end();
    shown = true;
    show(text!);
  }

  function end(): void {
    clearTimeout(timer);
    show("");
  }

  return end;
}

/** Whether a path begins as one of those given, with spaces between them; where none is given, all are meant. */
export function isOn(paths: string | undefined, path: string): boolean {
  return (paths ?? "/").split(" ").some((each) => each && path.startsWith(each));
}

/** Whether an invitation may be shown now; it counts as shown from then on. Never where the browser cannot keep that. */
export function mayInvite(site: string, now = Date.now()): boolean {
  try {
    const key = `${KEY}invited:${site}`;
    if (now - localStorage[key] < QUIET_MS) return false;
    localStorage[key] = now;
    return true;
  } catch {
    return false;
  }
}
