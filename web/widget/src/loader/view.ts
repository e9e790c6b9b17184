// What the loader draws: button, badge, the card around the iframe, and the telephone numbers when the panel is silent.
// In a shadow root against the page's CSS; without markup from strings, for pages that require Trusted Types.
import { telephone } from "../../../shared/src/embed.ts";
import type { loader } from "../../../shared/src/strings/en.ts";
import type { Settings } from "./settings.ts";
import { STYLE } from "./style.ts";

type Texts = typeof loader;
export type Phase = "opening" | "away" | "ready";

export interface Actions {
  /** The visitor is about to open the chat. */
  intent(): void;
  toggle(): void;
  close(): void;
  retry(): void;
}

export interface View {
  /** Makes the iframe. */
  frame(src: string): HTMLIFrameElement;
  phase(phase: Phase): void;
  open(open: boolean, focus: boolean): void;
  unread(count: number): void;
  /** Whether the open chat covers the page. */
  fullScreen(): boolean;
}

export function draw(settings: Settings, texts: Texts, actions: Actions): View {
  const host = document.createElement("bedside-chat");
  // Inline and important: nothing in the page's style sheets is stronger, and nothing before it in the page lies above.
  for (const [name, value] of [
    ["all", "initial"],
    ["display", "block"],
    ["position", "fixed"],
    ["z-index", "2147483647"],
    ["right", "0"],
    ["bottom", "0"],
  ] as const) {
    host.style.setProperty(name, value, "important");
  }
  const root = host.attachShadow({ mode: "open" });
  style(root);

  const label = settings.label || texts.label;
  const body = make("div", "");
  const card = make("div", "c", { role: "dialog", "aria-label": label, hidden: "" });
  const wait = make("div", "w", { role: "status" });
  const badge = make("span", "n", { hidden: "", "aria-hidden": "true" });
  const said = make("div", "s", { role: "status" });
  const button = make("button", "b", { type: "button", "aria-label": label, title: label, "aria-expanded": "false" });
  button.append(icon(), badge);
  card.append(wait);
  // The button comes first, so that Tab leads from it into the chat.
  body.append(button, card, said);
  root.append(body);
  document.body.append(host);

  button.onclick = actions.toggle;
  button.onpointerenter = button.onfocus = actions.intent;
  body.onkeydown = ({ key }) => {
    if (key === "Escape" && !card.hidden) actions.close();
  };

  let frame: HTMLIFrameElement | undefined;
  let text: string = texts.opening;

  function act(name: string, how: () => void): HTMLElement {
    const made = make("button", "", { type: "button" }, name);
    made.onclick = how;
    return made;
  }

  function call(words: string, place: string, number: string, kind: string): HTMLElement[] {
    const href = telephone(number);
    return href ? [make("a", kind, { href }, words.replace(place, number))] : [];
  }

  return {
    frame(src) {
      frame = document.createElement("iframe");
      frame.title = label;
      // The page's address may say what the visitor reads about; only the site's name is told.
      frame.referrerPolicy = "origin";
      frame.hidden = true;
      frame.src = src;
      card.append(frame);
      return frame;
    },
    phase(phase) {
      if (frame) frame.hidden = phase !== "ready";
      wait.hidden = phase === "ready";
      text = phase === "away" ? texts.away : texts.opening;
      wait.replaceChildren(
        make("p", "", {}, text),
        ...call(texts.emergency, "{number}", settings.emergency, "e"),
        ...call(texts.phone, "{phone}", settings.phone, ""),
        ...(phase === "away" ? [act(texts["away.retry"], actions.retry)] : []),
        act(texts.close, actions.close),
      );
    },
    open(open, focus) {
      const was = !card.hidden;
      card.hidden = !open;
      body.className = open ? "o" : "";
      button.setAttribute("aria-expanded", String(open));
      if (!focus || was === open) return;
      if (!open) button.focus();
      else if (wait.hidden) frame?.focus();
      else wait.querySelector("button")?.focus();
    },
    unread(count) {
      const words = count === 1 ? texts["label.unread"].one : texts["label.unread"].other;
      const name = count > 0 ? words.replace("{label}", label).replace("{n}", String(count)) : label;
      button.setAttribute("aria-label", name);
      badge.hidden = count === 0;
      badge.textContent = count > 99 ? "99+" : String(count);
      said.textContent = count > 0 && card.hidden ? name : "";
    },
    fullScreen: () => matchMedia("(max-width:480px),(max-height:480px)").matches,
  };
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  kind: string,
  attributes: Record<string, string> = {},
  text = "",
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  for (const name in attributes) element.setAttribute(name, attributes[name]!);
  element.textContent = text;
  return element;
}

function icon(): SVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(ns, "path");
  path.setAttribute("d", "M21 11.5a8.4 8.4 0 0 1-9 8.4 9 9 0 0 1-3.9-.9L3 20.5l1.6-4.6A8.4 8.4 0 1 1 21 11.5z");
  svg.append(path);
  return svg;
}

function style(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Browsers before constructable style sheets.
    root.append(make("style", "", {}, STYLE));
  }
}
