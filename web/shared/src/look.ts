// A site's own colour, made fit to read: the colours of the widget that follow from it, for light and for dark screens. Used by the
// loader, the panel and the settings' preview.

/** The tokens of `tokens.css` that follow a site's colour. */
export interface Look {
  accent: string;
  "accent-hover": string;
  "on-accent": string;
  "on-accent-soft": string;
  "accent-soft": string;
  "accent-text": string;
  "mask-own": string;
  focus: string;
}

/** Text must stand out by this much (WCAG 2.2, 1.4.3). */
export const LEAST_CONTRAST = 4.5;
/** A little more is asked for, so that rounding does not take it below. */
const ENOUGH = 4.6;
const WHITE = "#ffffff";
const BLACK = "#000000";
/** The lightest and the darkest surface on which `accent-text` stands, by scheme (`tokens.css`). */
const SURFACES = { light: ["#ffffff", "#eef3f5"], dark: ["#0d1317", "#1b242a"] } as const;

/** `#rrggbb`, in small letters; undefined for anything else. */
export function colourOf(text = ""): string | undefined {
  return /^#[0-9a-f]{6}$/i.test(text) ? text.toLowerCase() : undefined;
}

/** White or black, whichever stands out: by 4.5 to 1 at the least, on every colour there is. Brightness near enough, in few bytes: the
 *  loader has it. */
export function onColour(colour: string): string {
  const [r = 0, g = 0, b = 0] = channels(colour);
  return 3 * r ** 2.2 + 10 * g ** 2.2 + b ** 2.2 > 5e5 ? BLACK : WHITE;
}

/** How much two colours differ, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** The colours that follow from `colour`, each corrected until what stands on it, or it on what it stands on, can be read. */
export function lookOf(colour: string, scheme: "light" | "dark"): Look {
  const surfaces = SURFACES[scheme];
  const on = onColour(colour);
  const away = on === WHITE ? BLACK : WHITE; // towards this, text on it stands out more
  const text = readable(colour, surfaces, scheme === "light" ? BLACK : WHITE);
  const soft = mix(scheme === "light" ? WHITE : "#131a1f", colour, scheme === "light" ? 0.12 : 0.22);
  return {
    accent: colour,
    "accent-hover": mix(colour, away, 0.12),
    "on-accent": on,
    "on-accent-soft": readable(mix(on, colour, 0.15), [colour], on),
    "accent-soft": softened(soft, text, scheme),
    "accent-text": text,
    "mask-own": mix(colour, away, 0.2),
    focus: text,
  };
}

/** `colour`, moved towards `end` until it can be read on all of `under`. */
function readable(colour: string, under: readonly string[], end: string): string {
  for (let part = 0; part < 1; part += 0.04) {
    const tried = mix(colour, end, part);
    if (under.every((each) => contrast(tried, each) >= ENOUGH)) return tried;
  }
  return end;
}

/** A tint on which both the accent's text and plain text can be read. */
function softened(tint: string, text: string, scheme: "light" | "dark"): string {
  const [surface, plain] = scheme === "light" ? [WHITE, "#17232b"] : ["#131a1f", "#e6edf0"];
  for (let part = 0; part < 1; part += 0.1) {
    const tried = mix(tint, surface, part);
    if (contrast(text, tried) >= ENOUGH && contrast(plain, tried) >= ENOUGH) return tried;
  }
  return surface;
}

function mix(one: string, other: string, part: number): string {
  const [from, to] = [channels(one), channels(other)];
  const mixed = from.map((value, at) => Math.round(value + ((to[at] ?? 0) - value) * part));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
