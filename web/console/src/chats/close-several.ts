// Closes several chats, one after the other. Each is looked at again in its turn: where something came meanwhile, it goes on.
import type { Live } from "../live.ts";
import { type Clearable, still } from "../model/idle-chats.ts";

export interface NotClosed {
  conversation: string;
  message: string;
}

/** Those that could not be closed, and why. What is closed is off the desk. */
export async function closeSeveral(
  live: Pick<Live, "desk" | "close" | "remove">,
  chosen: Clearable,
  outcome: string | undefined,
): Promise<NotClosed[]> {
  const now = () => still(live.desk.peek(), chosen, Date.now() + live.desk.peek().clockAhead);
  const failed: NotClosed[] = [];
  for (const { conversation } of chosen.idle) {
    if (!now().idle.some((row) => row.conversation === conversation)) continue;
    const done = await live.close(conversation, outcome);
    if (done.ok) live.remove(conversation);
    else failed.push({ conversation, message: done.text });
  }
  for (const { conversation } of now().ended) live.remove(conversation);
  return failed;
}
