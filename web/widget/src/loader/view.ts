// What the loader draws: button, badge, the card around the iframe, and the telephone numbers when the panel is silent.
// In a shadow root against the page's CSS; without markup from strings, for pages that require Trusted Types.
import { telephone } from "../../../shared/src/embed.ts";
import { onColour } from "../../../shared/src/look.ts";
import type { Entry } from "../../../shared/src/strings/index.ts";
import type { loader } from "../../../shared/src/strings/en.loader.ts";
import type { Settings } from "./settings.ts";
import { STYLE } from "./style.ts";

type Texts = { readonly [key in keyof typeof loader]: (typeof loader)[key] extends string ? string : Exclude<Entry, string> };
export type Phase = "opening" | "away" | "ready";

export interface Actions {
  /** The visitor is about to open the chat. */
  intent(): void;
  toggle(): void;
  close(): void;
  retry(): void;
  /** The visitor wants no invitation. */
  decline(): void;
}

export interface View {
  /** Shows an invitation beside the button; an empty one takes it away. */
  invite(words: string): void;
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
  // Inline and important: nothing in the page's style sheets is stronger, and nothing before it in the page lies above. By script, which every policy of a page allows.
  host.style.cssText = "all:initial;position:fixed;z-index:2147483647;inset:auto 0 0 auto".replace(/;|$/g, "!important;");
  const root = host.attachShadow({ mode: "open" });
  style(root);

  const label = settings.data["label"] || texts.label;
  const body = make("div", "");
  const { colour, side } = settings;
  body.className = side;
  if (colour) {
    body.style.setProperty("--a", colour);
    body.style.setProperty("--o", onColour(colour));
  }
  const card = make("div", "c", { role: "dialog", "aria-label": label, hidden: "" });
  const wait = make("div", "w", { role: "status" });
  const badge = make("span", "n", { hidden: "" });
  const said = make("div", "s", { role: "status" });
  const button = make("button", "b", { "aria-label": label, title: label, "aria-expanded": "false" });
  button.append(icon(), badge);
  card.append(wait);
  // The button comes first, so that Tab leads from it into the chat.
  const yes = make("button", "");
  const no = make("button", "", { "aria-label": texts.close }, "\u00d7");
  const bubble = make("div", "i", { hidden: "" });
  bubble.append(yes, no);
  body.append(button, bubble, card, said);
  root.append(body);
  document.body.append(host);

  button.onclick = yes.onclick = actions.toggle;
  no.onclick = () => {
    actions.decline();
    button.focus();
  };
  button.onpointerenter = button.onfocus = actions.intent;
  body.onkeydown = ({ key }) => {
    if (key !== "Escape") return;
    if (!card.hidden) actions.close();
    else if (!bubble.hidden) no.click();
  };

  let frame: HTMLIFrameElement | undefined;
  const seen = window.visualViewport;
  let under: HTMLElement[] = [];
  const fullScreen = () => matchMedia("(max-width:480px),(max-height:480px)").matches;

  /** A chat that covers the page: nothing of the page is reached by the keyboard beneath it, and it ends where a phone's own keyboard
   *  begins, however large the page is drawn by the fingers. */
  function cover(): void {
    const full = fullScreen();
    card.style.maxHeight = full && seen ? seen.height * seen.scale + "px" : "";
    const flip = (each: HTMLElement): unknown => (each.inert = !each.inert);
    under.map(flip);
    under = card.hidden || !full ? [] : ([...document.body.children] as HTMLElement[]).filter((each) => each !== host && !each.inert);
    under.map(flip);
  }
  seen?.addEventListener("resize", cover);

  function act(name: string, how: () => void): HTMLElement {
    const made = make("button", "", {}, name);
    made.onclick = how;
    return made;
  }

  function call(words: string, place: string, number: string, kind: string): HTMLElement | string {
    const href = telephone(number);
    return href && make("a", kind, { href }, words.replace(place, number));
  }

  return {
    invite(words) {
      yes.textContent = said.textContent = words;
      bubble.hidden = !words;
    },
    frame(src) {
      // What the page's address says after its path is told to nobody.
      frame = make("iframe", "", { title: label, referrerpolicy: "origin", hidden: "", src });
      card.append(frame);
      return frame;
    },
    phase(phase) {
      const away = phase === "away";
      wait.hidden = phase === "ready";
      if (frame) frame.hidden = !wait.hidden;
      wait.replaceChildren(
        make("p", "", {}, away ? texts.away : texts.opening),
        call(texts.emergency, "{number}", settings.emergency, "e"),
        call(texts.phone, "{phone}", settings.phone, ""),
        away ? act(texts["away.retry"], actions.retry) : "",
        act(texts.close, actions.close),
      );
    },
    open(open, focus) {
      const was = !card.hidden;
      card.hidden = !open;
      cover();
      body.className = (open ? "o " : "") + side;
      button.setAttribute("aria-expanded", `${open}`);
      if (focus && was !== open) (open ? (wait.hidden ? frame : wait.querySelector("button")) : button)?.focus();
    },
    unread(count) {
      const { one, other } = texts["label.unread"];
      const words = count === 1 && one ? one : other;
      const name = count ? words.replace("{label}", label).replace("{n}", `${count}`) : label;
      button.setAttribute("aria-label", name);
      badge.hidden = !count;
      badge.textContent = count > 99 ? "99+" : `${count}`;
      said.textContent = count && card.hidden ? name : "";
    },
    fullScreen,
  };
}

function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  kind: string,
  attributes: Record<string, string> = {},
  text = "",
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = kind;
  for (const name in attributes) element.setAttribute(name, attributes[name]!);
  element.textContent = text;
  return element;
}

function icon(): SVGElement {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag) as SVGElement);
  svg!.setAttribute("viewBox", "0 0 24 24");
  path!.setAttribute("d", "M4 5h16v12H9l-5 4z");
  svg!.append(path!);
  return svg!;
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
