// The memory of a running process: what a core of it would hold. Root may read it; nobody else may, where the process forbids it.
import { closeSync, openSync, readFileSync, readSync } from "node:fs";

const CHUNK = 8 * 1024 * 1024;

/** Which of the texts stand in the memory that a process can write to: its heap, stacks and buffers. A text on the border of two
 *  mappings is found as well as one in the middle of a mapping: chunks overlap. */
export function findInMemory(pid: number, texts: readonly string[]): Set<string> {
  const wanted = texts.map((text) => ({ text, bytes: Buffer.from(text, "utf8") }));
  const overlap = Math.max(...wanted.map(({ bytes }) => bytes.length));
  const found = new Set<string>();
  const memory = openSync(`/proc/${pid}/mem`, "r");
  try {
    for (const { start, end } of writable(pid)) {
      for (let at = start; at < end; at += CHUNK - overlap) {
        const chunk = read(memory, at, Math.min(CHUNK, end - at));
        for (const { text, bytes } of wanted) if (chunk.includes(bytes)) found.add(text);
      }
    }
  } finally {
    closeSync(memory);
  }
  return found;
}

function writable(pid: number): { start: number; end: number }[] {
  return readFileSync(`/proc/${pid}/maps`, "utf8")
    .split("\n")
    .map((line) => /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line))
    .flatMap((match) => (match ? [{ start: parseInt(match[1] ?? "", 16), end: parseInt(match[2] ?? "", 16) }] : []));
}

/** Empty where it was given back in between. */
function read(memory: number, at: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  try {
    return buffer.subarray(0, readSync(memory, buffer, 0, length, at));
  } catch (error) {
    if (["EIO", "EFAULT"].includes((error as NodeJS.ErrnoException).code ?? "")) return Buffer.alloc(0);
    throw error;
  }
}
