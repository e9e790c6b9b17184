// What a chat left behind that has ended meanwhile: masked texts that never reached the server.
import type { KeptMessage } from "./keeper.ts";
import { open } from "./seal.ts";
import type { Shelf } from "./shelf.ts";

export interface Left {
  conversation: string;
  texts: string[];
}

/** In the order written; of a key that is dead, nothing. */
export async function leftOn(shelf: Shelf, site: string, now = Date.now()): Promise<Left | undefined> {
  const key = await shelf.living(now);
  if (!key) return undefined;
  const { conversation } = key;
  const records = (await shelf.all(() => false, "")).filter((record) => record.conversation === conversation);
  const texts: string[] = [];
  for (const record of records.sort((a, b) => a.at - b.at)) {
    const value = await open(key.key, { site, conversation, kind: record.kind, id: record.id }, record);
    const text = record.kind === "outgoing" ? (value as KeptMessage | undefined)?.shown.text : value;
    if (typeof text === "string" && text !== "") texts.push(text);
  }
  return texts.length > 0 ? { conversation, texts } : undefined;
}
