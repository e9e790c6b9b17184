// What the host page says about the chat: the data- attributes of the loader's own script tag.

import { colourOf } from "../../../shared/src/look.ts";

export interface Settings {
  site: string;
  /** Where the chat lives, without a slash at the end. */
  base: string;
  /** The origin of `base`: the only one the loader talks to. */
  origin: string;
  emergency: string;
  phone: string;
  label: string | undefined;
  /** What the page says its language is. */
  language: string;
  colour: string | undefined;
  /** The class of a button that stands where lines begin. */
  side: "" | "p";
  /** What the clinic's own server signed about who reads the page. Handed to the panel, kept nowhere. */
  prefill: string | undefined;
  /** All that the script tag says. */
  data: DOMStringMap;
}

/** Taken while the script runs: it is gone afterwards. */
const own = globalThis.document?.currentScript;

export function readSettings(page: Document): Settings | undefined {
  const script = (own ?? page.querySelector("script[data-site]")) as HTMLScriptElement | null;
  if (!script) return undefined;
  const { site, base, emergency, phone, label, lang, colour, position, prefill } = script.dataset;
  if (!site) return undefined;
  const url = new URL(base || script.src, page.baseURI);
  return {
    site,
    base: base ? url.href.replace(/\/+$/, "") : url.origin,
    origin: url.origin,
    emergency: emergency ?? "",
    phone: phone ?? "",
    label,
    language: lang || page.documentElement.lang,
    colour: colourOf(colour),
    side: position === "start" ? "p" : "",
    prefill,
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
