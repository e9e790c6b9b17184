// What the host page says about the chat: the data- attributes of the loader's own script tag.

import { colourOf } from "../../../shared/src/look.ts";

export interface Settings {
  site: string;
  /** Where the chat lives: the only origin the loader talks to. */
  origin: string;
  emergency: string;
  phone: string;
  /** What the page says its language is. */
  language: string;
  colour: string | undefined;
  /** The class of a button that stands where lines begin. */
  side: "" | "p";
  /** All that the script tag says. What the clinic's own server signed about who reads the page (`prefill`) is handed to the panel and
   *  kept nowhere. */
  data: DOMStringMap;
}

/** Taken while the script runs: it is gone afterwards. */
const own = globalThis.document?.currentScript;

export function readSettings(page: Document): Settings | undefined {
  const script = (own ?? page.querySelector("script[data-site]")) as HTMLScriptElement | null;
  if (!script) return undefined;
  const { site, base, emergency, phone, lang, colour, position } = script.dataset;
  if (!site) return undefined;
  return {
    site,
    origin: new URL(base || script.src, page.baseURI).origin,
    emergency: emergency ?? "",
    phone: phone ?? "",
    language: lang || page.documentElement.lang,
    colour: colourOf(colour),
    side: position === "start" ? "p" : "",
    data: script.dataset,
  };
}

export const KEY = "bedside:";
export type Remembered = "open" | "active" | undefined;

/** Whether a chat runs in this tab, and nothing else about it. */
export function remembered(site: string): Remembered {
  try {
    return sessionStorage[KEY + site];
  } catch {
    return undefined;
  }
}

export function remember(site: string, value: Remembered): void {
  try {
    if (value) sessionStorage[KEY + site] = value;
    else delete sessionStorage[KEY + site];
  } catch {
    // Storage is switched off: the chat is loaded again on the next click.
  }
}
