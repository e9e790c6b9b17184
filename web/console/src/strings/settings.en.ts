// What the settings screens load, in English, as one chunk.
import { later } from "../../../shared/src/strings/en.later.ts";
import { protection } from "../../../shared/src/strings/en.protection.ts";
import { widget } from "../../../shared/src/strings/en.ts";
import { settings } from "./en.settings.ts";

export const texts = { later, protection, settings, widget };
