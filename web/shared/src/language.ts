// Which languages widget and console speak, and which way those are written. The server picks among the same for the widget
// (`crates/server/src/http/language.rs`).

/** English, Spanish; and two that nobody speaks, by which tests find texts that were left out of the tables (accents and length) and
 *  screens that do not turn around (right to left). */
export const LANGUAGES = ["en", "es", "en-XA", "ar-XB"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The one of ours that a BCP 47 tag asks for. */
export function languageOf(tag: string | null | undefined): Language | undefined {
  const wanted = tag?.toLowerCase() ?? "";
  return LANGUAGES.find((each) => wanted === each.toLowerCase()) ?? LANGUAGES.find((each) => wanted.split("-")[0] === each);
}

export function directionOf(language: Language): "ltr" | "rtl" {
  return language === "ar-XB" ? "rtl" : "ltr";
}

/** The locale for dates and numbers. Those of the invented languages are English: only their words are tried. */
export function localeOf(language: Language): string {
  // Spanish as it is written where the clinics are: 3:59 p.m., 12,345.6.
  return language === "es" ? "es-US" : "en";
}
