// The folded form of a text that recognisers scan, with a map back to the text.
import { SKIP, fold } from "./fold.ts";

export interface View {
  /** One code per character that counts (see `fold`). */
  bytes: number[];
  /** Where each of them starts in the text, in UTF-16 units. */
  starts: number[];
  /** Where each of them ends in the text, in UTF-16 units. */
  ends: number[];
}

export function view(text: string): View {
  const folded: View = { bytes: [], starts: [], ends: [] };
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0;
    const end = at + (code > 0xffff ? 2 : 1);
    const byte = fold(code);
    if (byte !== SKIP) {
      folded.bytes.push(byte);
      folded.starts.push(at);
      folded.ends.push(end);
    }
    at = end;
  }
  return folded;
}
