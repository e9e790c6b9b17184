// The console's words in a language of the tests.
import { pseudo } from "../../../shared/src/strings/pseudo.ts";
import { en } from "./en.ts";

export const made = (rightToLeft: boolean) => pseudo(en, rightToLeft);
