// The texts of the settings screens, a table of their own.
import { translator } from "../../../shared/src/strings/index.ts";
import { settings } from "../strings/en.settings.ts";

export const LANGUAGE = "en";
export const s = translator(settings, LANGUAGE);
