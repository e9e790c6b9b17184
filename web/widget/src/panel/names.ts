// What people are called.
import type { Who } from "../../../shared/src/wire.gen.ts";
import { t } from "./text.ts";

export function nameOf(who: Who): string {
  return who.kind === "staff" ? who.name : t(who.kind === "visitor" ? "log.you" : "log.staff");
}
