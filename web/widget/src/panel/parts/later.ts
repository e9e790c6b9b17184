// What is shown of waiting and of closed departments: a chunk of its own.
import { part } from "./loaded.ts";

export const AFTER = part(() => import("../screens/Unsent.tsx"));
export const WAITING = part(() => import("../screens/Waiting.tsx"));
