// Looks up strings with placeholders and plurals. Nothing on a screen is put together from parts: a sentence is one entry.

/** One text, or one per plural form (`Intl.PluralRules`) chosen by the placeholder `n`. */
export type Entry = string | { readonly [form in Intl.LDMLPluralRule]?: string } & { readonly other: string };
export type Table = { readonly [key: string]: Entry };

/** A table in another language: the same keys, no more and no fewer, and plural forms where English has them. */
export type Translation<T extends Table> = { readonly [K in keyof T]: T[K] extends string ? string : Exclude<Entry, string> };

/** The placeholders of a text: `{name}`. */
type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Texts<E> = E extends string ? E : E[keyof E];
type Values<E> = { [name in Names<Extract<Texts<E>, string>>]: string | number } & (E extends string
  ? unknown
  : { n: number });
type Arguments<E> = [keyof Values<E>] extends [never] ? [] : [values: Values<E>];

export type Translate<T extends Table> = <K extends keyof T & string>(key: K, ...values: Arguments<T[K]>) => string;

/** A lookup in `table`, with the plural rules of `language`. Keys ending in `.ordinal` take the rules for 1st, 2nd, 3rd. */
export function translator<const T extends Table>(table: T, language: string): Translate<T> {
  const cardinal = new Intl.PluralRules(language);
  const ordinal = new Intl.PluralRules(language, { type: "ordinal" });
  const numbers = new Intl.NumberFormat(language);
  return (key, ...[values]) => {
    const entry: Entry = table[key] ?? key;
    const given = (values ?? {}) as Record<string, string | number>;
    const n = Number(given["n"]);
    const form = typeof entry === "string" ? "other" : (key.endsWith(".ordinal") ? ordinal : cardinal).select(n);
    const text = typeof entry === "string" ? entry : (entry[form] ?? entry.other);
    return text.replace(/\{(\w+)\}/g, (_whole, name: string) => {
      const value = given[name] ?? "";
      return typeof value === "number" ? numbers.format(value) : value;
    });
  };
}
