// The texts of the settings screens, tables of their own, and the widget's, for what patients read: loaded with the screens, all in the
// console's language.
import type { Language } from "../../../shared/src/language.ts";
import type * as beside from "../../../shared/src/strings/beside.en.ts";
import type { widget } from "../../../shared/src/strings/en.ts";
import { type Table, type Translate, type Translation, translator } from "../../../shared/src/strings/index.ts";
import type { settings } from "../strings/en.settings.ts";
import { LANGUAGE, LOCALE } from "../strings/index.ts";

interface Texts {
  settings: Translation<typeof settings>;
  widget: Translation<typeof widget>;
  later: Translation<typeof beside.later>;
  protection: Translation<typeof beside.protection>;
}

const load: Record<Language, () => Promise<Texts>> = {
  en: async () => (await import("../strings/settings.en.ts")).texts,
  es: async () => (await import("../strings/settings.es.ts")).texts,
  "en-XA": async () => (await import("../strings/settings.pseudo.ts")).made(false),
  "ar-XB": async () => (await import("../strings/settings.pseudo.ts")).made(true),
};

const found: { [name in keyof Texts]?: Translate<Table> } = {};

const lookup =
  (name: keyof Texts) =>
  (key: string, ...values: []): string =>
    found[name]?.(key, ...values) ?? key;

/** The screens' own words. */
export const s = lookup("settings") as unknown as Translate<typeof settings>;
/** The widget's words: its first screens, what it loads later, and how a chat is protected. */
export const patient = lookup("widget") as unknown as Translate<typeof widget>;
export const patientLater = lookup("later") as unknown as Translate<typeof beside.later>;
export const protection = lookup("protection") as unknown as Translate<typeof beside.protection>;

/** No settings screen is shown before. */
export async function loadSettingsTexts(): Promise<void> {
  const texts = await load[LANGUAGE]();
  for (const name of Object.keys(texts) as (keyof Texts)[]) found[name] = translator(texts[name] as Table, LOCALE);
}
