// The site's own colour on the panel: a chunk of its own, for sites that have one.
import { colourOf, lookOf } from "../../../shared/src/look.ts";

/** Puts the colours that follow from `colour` in place of Bedside's, for the scheme of the moment and each that comes. */
export function dress(colour: string): void {
  const known = colourOf(colour);
  if (known === undefined) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = (): void => {
    const look = lookOf(known, dark.matches ? "dark" : "light");
    for (const [name, value] of Object.entries(look)) document.documentElement.style.setProperty(`--${name}`, value);
  };
  apply();
  dark.addEventListener("change", apply);
}
