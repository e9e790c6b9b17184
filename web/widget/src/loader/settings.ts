// What the host page says about the chat: the data- attributes of the loader's own script tag.

export interface Settings {
  site: string;
  /** Where the chat lives, without a slash at the end. */
  base: string;
  /** The origin of `base`: the only one the loader talks to. */
  origin: string;
  emergency: string;
  phone: string;
  label: string | undefined;
}

/** Taken while the script runs: it is gone afterwards. */
const own = typeof document === "undefined" ? null : document.currentScript;

export function readSettings(page: Document): Settings | undefined {
  const script = own ?? page.querySelector("script[data-site]");
  if (!(script instanceof HTMLScriptElement)) return undefined;
  const { site, base, emergency, phone, label } = script.dataset;
  if (!site) return undefined;
  const url = new URL(base || script.src, page.baseURI);
  return {
    site,
    base: base ? url.href.replace(/\/+$/, "") : url.origin,
    origin: url.origin,
    emergency: emergency ?? "",
    phone: phone ?? "",
    label,
  };
}

const KEY = "bedside:";
export type Remembered = "open" | "active" | undefined;

/** Whether a chat runs in this tab, and nothing else about it. */
export function remembered(site: string): Remembered {
  try {
    const value = sessionStorage.getItem(KEY + site);
    return value === "open" || value === "active" ? value : undefined;
  } catch {
    return undefined;
  }
}

export function remember(site: string, value: Remembered): void {
  try {
    if (value) sessionStorage.setItem(KEY + site, value);
    else sessionStorage.removeItem(KEY + site);
  } catch {
    // Storage is switched off: the chat is loaded again on the next click.
  }
}
