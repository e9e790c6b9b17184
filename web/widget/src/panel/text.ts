// The panel's texts, looked up by key.
import { widget } from "../../../shared/src/strings/en.ts";
import { translator } from "../../../shared/src/strings/index.ts";

export const LANGUAGE = "en";
export const t = translator(widget, LANGUAGE);
