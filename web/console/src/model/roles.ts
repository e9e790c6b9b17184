// Which screens a role has. The server decides what one may do; this only spares a person screens full of refusals.
import type { Role } from "../../../shared/src/wire.gen.ts";

export type Screen = "chats" | "history" | "board" | "numbers";

export function screensOf(role: Role): readonly Screen[] {
  switch (role) {
    case "agent":
      return ["chats", "history", "numbers"];
    case "supervisor":
      return ["chats", "board", "history", "numbers"];
    case "administrator":
      return ["numbers"];
    case "security_officer":
      return ["history"];
    default:
      return [];
  }
}

export const mayServe = (role: Role): boolean => screensOf(role).includes("chats");
