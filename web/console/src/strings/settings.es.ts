// What the settings screens load, in Spanish, as one chunk.
import { later } from "../../../shared/src/strings/es.later.ts";
import { protection } from "../../../shared/src/strings/es.protection.ts";
import { widget } from "../../../shared/src/strings/es.ts";
import { settings } from "./es.settings.ts";

export const texts = { later, protection, settings, widget };
