// What the panel's first screens say, in a language of the tests.
import { widget } from "./en.ts";
import { pseudo } from "./pseudo.ts";

export function first(rightToLeft: boolean) {
  return { widget: pseudo(widget, rightToLeft) };
}
