// The widget in the language that the visitor's browser prefers, where page or site have chosen another: one quiet word, in that language.
import { LANGUAGE } from "../text.ts";
import { isTongue, offered, type Tongue as Spoken } from "../tongue.ts";

const NAMES: Record<Spoken, string> = { en: "English", es: "Español" };

const KEY = "bedside:language";
/** A page of its own has its language from its own address. */
const framed = new URLSearchParams(location.search).has("site");
const chosen = kept();

export function Tongue() {
  const other = framed ? offered(LANGUAGE, navigator.languages, chosen) : undefined;
  return other ? (
    <p class="tongue">
      <button type="button" class="plain" lang={other} onClick={() => speak(other)}>
        {NAMES[other]}
      </button>
    </p>
  ) : null;
}

function kept(): Spoken | undefined {
  try {
    const tag: unknown = sessionStorage[KEY];
    return isTongue(tag) ? tag : undefined;
  } catch {
    return undefined;
  }
}

function speak(language: Spoken): void {
  try {
    sessionStorage[KEY] = language; // for the other pages of this tab
  } catch {
    // Where nothing is kept it is so on this page.
  }
  const address = new URL(location.href);
  address.searchParams.set("chosen", language);
  location.replace(address);
}

if (framed && chosen && chosen !== LANGUAGE && !new URLSearchParams(location.search).has("chosen")) speak(chosen);
