// The Spanish tables that the panel loads beside its first screen, in one chunk.
export { after } from "./es.after.ts";
export { copy } from "./es.copy.ts";
export { form } from "./es.form.ts";
export { later } from "./es.later.ts";
export { protection } from "./es.protection.ts";
export { sound } from "./es.sound.ts";
export { waiting } from "./es.waiting.ts";
