// The loader: runs on every page of the host, so it does three things only. It shows the button, opens the panel's iframe on
// first intent, and carries unread badge and telephone numbers for when the server is away. Messages: docs/embed.md.
import { type Envelope, type FromLoader, fromPanel } from "../../../shared/src/embed.ts";
import { loader as english } from "../../../shared/src/strings/en.loader.ts";
import { loader as spanish } from "../../../shared/src/strings/es.loader.ts";
import { invite } from "./invite.ts";
import { readSettings, remember, remembered, type Settings } from "./settings.ts";
import { draw } from "./view.ts";

/** How long the panel may take to answer before the loader shows the telephone numbers itself. */
const ANSWER_MS = 8_000;
const MARK = Symbol.for("bedside.loader");

function run(): void {
  const page = window as { [MARK]?: true };
  if (page[MARK]) return; // a second copy on the page does nothing
  const settings = readSettings(document);
  if (!settings) return console.warn("Bedside: the script needs data-site.");
  page[MARK] = true;
  start(settings);
}

function start(settings: Settings): void {
  let frame: HTMLIFrameElement | undefined;
  let open = false;
  let loaded = false;
  let ready = false;
  let active = false;
  let unread = 0;
  let timer: number | undefined;

  const view = draw(settings, /^es/i.test(settings.language) ? spanish : english, {
    intent: load,
    toggle: () => show(!open),
    close: () => show(false),
    decline: () => uninvite(),
    retry() {
      frame?.remove();
      frame = undefined;
      loaded = ready = false;
      show(true);
    },
  });

  function load(): void {
    if (frame) return;
    frame = view.frame(`${settings.origin}/panel/?site=${settings.site}&lang=${settings.language}`);
    // The panel's script has run by now, so this reaches it; it answers `ready`.
    frame.onload = () => {
      loaded = true;
      tell();
    };
  }

  function tell(): void {
    const message: Envelope<FromLoader> = {
      bedside: 1,
      type: "state",
      open,
      emergency: settings.emergency,
      phone: settings.phone,
      path: location.pathname,
      prefill: settings.data["prefill"],
    };
    if (loaded) frame?.contentWindow?.postMessage(message, settings.origin);
  }

  function show(next: boolean, focus = true): void {
    open = next;
    clearTimeout(timer);
    if (open) {
      uninvite();
      load();
      if (!ready) {
        view.phase("opening");
        timer = window.setTimeout(() => view.phase("away"), ANSWER_MS);
      }
    }
    view.open(open, focus);
    tell();
    keep();
  }

  function keep(): void {
    remember(settings.site, active ? (open ? "open" : "active") : undefined);
  }

  addEventListener("message", (event) => {
    const message = fromPanel(event, frame?.contentWindow, settings.origin);
    switch (message?.type) {
      case "ready":
        ready = true;
        clearTimeout(timer);
        view.phase("ready");
        if (open) frame?.focus();
        return;
      case "unread":
        if (message.count !== unread) view.unread((unread = message.count));
        return;
      case "close":
        if (open) show(false);
        return;
      case "chat":
        active = message.active;
        return keep();
    }
  });

  const before = remembered(settings.site);
  const uninvite = before ? () => undefined : invite(settings, view.invite);
  // A chat that runs in this tab goes on when the visitor moves to another page of the site.
  active = before !== undefined;
  if (before === "open" && !view.fullScreen()) show(true, false);
  else if (before) load();
}

if (document.body) run();
else addEventListener("DOMContentLoaded", run);
