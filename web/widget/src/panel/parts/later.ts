// What is shown of waiting and of closed departments, and the form before a chat but for its plain fields: a chunk of its own.
import { withTexts } from "../text.ts";
import { part } from "./loaded.ts";

export const AFTER = part(() => withTexts(import("../screens/beside.ts")));
export const WAITING = part(() => withTexts(import("../screens/Waiting.tsx")));
