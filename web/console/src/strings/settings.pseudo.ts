// What the settings screens load, in a language of the tests.
import { pseudo } from "../../../shared/src/strings/pseudo.ts";
import { texts } from "./settings.en.ts";

export const made = (rightToLeft: boolean) => ({
  later: pseudo(texts.later, rightToLeft),
  protection: pseudo(texts.protection, rightToLeft),
  settings: pseudo(texts.settings, rightToLeft),
  widget: pseudo(texts.widget, rightToLeft),
});
