// Which screens a role has. The server decides what one may do; this only spares a person screens full of refusals.
import type { Role } from "../../../shared/src/wire.gen.ts";

export type Screen = "chats" | "history";

export function screensOf(role: Role): readonly Screen[] {
  switch (role) {
    case "agent":
    case "supervisor":
      return ["chats", "history"];
    case "security_officer":
      return ["history"];
    default:
      return [];
  }
}

export const mayServe = (role: Role): boolean => screensOf(role).includes("chats");
