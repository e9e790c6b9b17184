// Which screens a role has. The server decides what one may do; this only spares a person screens full of refusals.
import type { Role } from "../../../shared/src/wire.gen.ts";

export const SCREENS = ["chats", "history", "board", "numbers", "settings"] as const;
export type Screen = (typeof SCREENS)[number];

export function screensOf(role: Role): readonly Screen[] {
  switch (role) {
    case "agent":
      return ["chats", "history", "numbers"];
    case "supervisor":
      return ["chats", "board", "history", "numbers"];
    case "security_officer":
      return ["history", "settings"];
    case "administrator":
      return ["settings", "numbers"];
    case "auditor":
      return ["settings"];
    default:
      return [];
  }
}

export const mayServe = (role: Role): boolean => screensOf(role).includes("chats");
