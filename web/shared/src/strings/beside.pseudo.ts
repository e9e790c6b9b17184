// What the panel loads beside its first screen, in a language of the tests.
import * as en from "./beside.en.ts";
import { pseudo } from "./pseudo.ts";

export function beside(rightToLeft: boolean) {
  return {
    after: pseudo(en.after, rightToLeft),
    copy: pseudo(en.copy, rightToLeft),
    form: pseudo(en.form, rightToLeft),
    later: pseudo(en.later, rightToLeft),
    protection: pseudo(en.protection, rightToLeft),
    sound: pseudo(en.sound, rightToLeft),
    waiting: pseudo(en.waiting, rightToLeft),
  };
}
