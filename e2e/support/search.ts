// Looks for a text in files, in the forms in which software writes text down.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The digits of a text, so that no separator hides a number. */
export function digitsIn(text: string): string {
  return text.replace(/\D/g, "");
}

/** Every file under a folder, hidden ones and those of databases included. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Of a file that may be gone again: a server that runs replaces some. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}

/** The files that match. */
export function findInFolder(folder: string, matches: (bytes: Buffer) => boolean): string[] {
  return filesIn(folder).filter((file) => matches(contentOf(file)));
}

/** One way to write a text down, and what to look for. */
export interface Form {
  name: string;
  bytes: Buffer;
}

/** A text as UTF-8 and UTF-16, in hex, base64 (at each of its three offsets, both alphabets), JSON and URL escapes. */
export function formsOf(text: string): Form[] {
  const utf8 = Buffer.from(text, "utf8");
  const utf16 = Buffer.from(text, "utf16le");
  const escaped = [...Array(text.length).keys()].map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");
  const notAscii = text.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const forms: [string, Buffer | string][] = [
    ["UTF-8", utf8],
    ["UTF-16, little end first", utf16],
    ["UTF-16, big end first", Buffer.from(utf16).swap16()],
    ["hex", utf8.toString("hex")],
    ["hex, upper case", utf8.toString("hex").toUpperCase()],
    ["JSON, every character escaped", escaped],
    ["JSON, escaped where not ASCII", notAscii],
    ["percent", encodeURIComponent(text)],
    ["form", encodeURIComponent(text).replaceAll("%20", "+")],
    ["list of bytes", [...utf8].join(",")],
    ["list of bytes, spaced", [...utf8].join(", ")],
  ];
  for (const offset of [0, 1, 2]) {
    const base64 = base64At(utf8, offset);
    forms.push([`base64 at ${offset}`, base64]);
    forms.push([`base64url at ${offset}`, base64.replaceAll("+", "-").replaceAll("/", "_")]);
  }
  return forms.map(([name, form]) => ({ name, bytes: typeof form === "string" ? Buffer.from(form, "latin1") : form }));
}

/** The characters of base64 that say this text and nothing else, when so many bytes stand before it in its group of three. */
function base64At(bytes: Buffer, offset: number): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64").replaceAll("=", "");
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor(((offset + bytes.length) * 8) / 6);
  return whole.slice(first, last);
}

export interface Found {
  where: string;
  what: string;
  form: string;
}

/** Where any of the texts stands in some form. Pieces count: a phrase cut in two is found by its words. */
export function findTexts(files: readonly string[], texts: readonly string[]): Found[] {
  const wanted = texts.flatMap((what) => formsOf(what).map((form) => ({ what, ...form })));
  return files.flatMap((where) => {
    const content = contentOf(where);
    return wanted.filter(({ bytes }) => content.includes(bytes)).map(({ what, name }) => ({ where, what, form: name }));
  });
}
