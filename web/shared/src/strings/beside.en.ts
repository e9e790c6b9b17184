// The English tables that the panel loads beside its first screen, in one chunk.
export { after } from "./en.after.ts";
export { copy } from "./en.copy.ts";
export { form } from "./en.form.ts";
export { later } from "./en.later.ts";
export { protection } from "./en.protection.ts";
export { sound } from "./en.sound.ts";
export { waiting } from "./en.waiting.ts";
