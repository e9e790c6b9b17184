// Whether white letters can be read on a colour: relative luminance and contrast ratio of WCAG 2.2 (1.4.3), and the nearest darker
// shade on which they can.

/** What small text needs. */
export const ENOUGH = 4.5;

const HEX = /^#[0-9a-f]{6}$/i;

export function isColour(text: string): boolean {
  return HEX.test(text);
}

/** Contrast of white on `#rrggbb`, from 1 to 21. */
export function contrastWithWhite(colour: string): number {
  return 1.05 / (luminance(channels(colour)) + 0.05);
}

/** The colour itself where white can be read on it, otherwise the lightest darker shade of it where it can. */
export function readable(colour: string): string {
  const base = channels(colour);
  for (let share = 100; share > 0; share -= 1) {
    const darker = hex(base.map((channel) => Math.round((channel * share) / 100)));
    if (contrastWithWhite(darker) >= ENOUGH) return darker;
  }
  return "#000000";
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function hex(of: readonly number[]): string {
  return `#${of.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

function luminance(of: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = of.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
