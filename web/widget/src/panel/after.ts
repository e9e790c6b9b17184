// Sentences about the end of a chat.
import { after } from "../../../shared/src/strings/en.after.ts";
import { translator } from "../../../shared/src/strings/index.ts";
import { LANGUAGE } from "./text.ts";

export const a = translator(after, LANGUAGE);
