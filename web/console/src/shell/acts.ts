// What the rail offers beside the screens. On a phone it is gathered under "More".
import type { IconName } from "../ui/icon.tsx";

export const ACTS = [
  { name: "commands", icon: "find", words: "rail.commands", keys: "Control+k Meta+k" },
  { name: "notices", icon: "bell", words: "rail.notices", keys: "s" },
  { name: "language", icon: "language", words: "rail.language", keys: undefined },
  { name: "keys", icon: "keys", words: "rail.keys", keys: "?" },
  { name: "sign-out", icon: "out", words: "rail.signOut", keys: undefined },
] as const satisfies readonly { name: string; icon: IconName; words: string; keys: string | undefined }[];

export type ActName = (typeof ACTS)[number]["name"];
