// The panel's texts, looked up by key, in the language of its page: the server has chosen it. Only that one is loaded, those of the
// first screens before they are shown, the others beside them.
import { directionOf, languageOf, localeOf, type Language } from "../../../shared/src/language.ts";
import type * as english from "../../../shared/src/strings/beside.en.ts";
import type { widget } from "../../../shared/src/strings/en.ts";
import { type Table, type Translate, type Translation, translator } from "../../../shared/src/strings/index.ts";

type First = { widget: Translation<typeof widget> };
type Beside = { [name in keyof typeof english]: Translation<(typeof english)[name]> };

const root = typeof document === "undefined" ? undefined : document.documentElement;
const language = languageOf(root?.lang) ?? "en";
/** For dates and numbers. */
export const LOCALE = localeOf(language);
/** As an attribute of a document. */
export const LANGUAGE: string = root?.lang || "en";
export const DIRECTION = directionOf(language);

const loadFirst: Record<Language, () => Promise<First>> = {
  en: () => import("../../../shared/src/strings/en.ts"),
  es: () => import("../../../shared/src/strings/es.ts"),
  "en-XA": async () => (await import("../../../shared/src/strings/first.pseudo.ts")).first(false),
  "ar-XB": async () => (await import("../../../shared/src/strings/first.pseudo.ts")).first(true),
};
const loadBeside: Record<Language, () => Promise<Beside>> = {
  en: () => import("../../../shared/src/strings/beside.en.ts"),
  es: () => import("../../../shared/src/strings/beside.es.ts"),
  "en-XA": async () => (await import("../../../shared/src/strings/beside.pseudo.ts")).beside(false),
  "ar-XB": async () => (await import("../../../shared/src/strings/beside.pseudo.ts")).beside(true),
};

interface Texts<T extends Table> {
  t: Translate<T>;
  set(table: Table): void;
}

/** Texts that are there once their table has come. */
function texts<T extends Table>(): Texts<T> {
  let found: Translate<Table>;
  return {
    t: ((key: string, ...values: []) => found(key, ...values)) as unknown as Translate<T>,
    set: (table) => (found = translator(table, LOCALE)),
  };
}

const first = texts<typeof widget>();
const besides = {
  later: texts<typeof english.later>(),
  waiting: texts<typeof english.waiting>(),
  protection: texts<typeof english.protection>(),
  copy: texts<typeof english.copy>(),
  form: texts<typeof english.form>(),
  sound: texts<typeof english.sound>(),
  after: texts<typeof english.after>(),
};
export const { t } = first;
export const { t: l } = besides.later;
export const { t: w } = besides.waiting;
export const { t: p } = besides.protection;
export const { t: c } = besides.copy;
export const { t: f } = besides.form;
export const { t: s } = besides.sound;
export const { t: a } = besides.after;

/** Nothing is shown before. */
export async function loadTexts(): Promise<void> {
  first.set((await loadFirst[language]()).widget);
}

let loading: Promise<void> | undefined;

async function loadOthers(): Promise<void> {
  const [tables] = await Promise.all([loadBeside[language](), root && import("./styled.ts").then(({ styled }) => styled())]);
  for (const name of Object.keys(besides) as (keyof Beside)[]) besides[name].set(tables[name]);
}

/** A part that needs the other texts and their style, once all are there. */
export async function withTexts<T>(part: Promise<T>): Promise<T> {
  loading ??= loadOthers().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return (await Promise.all([part, loading]))[0];
}
