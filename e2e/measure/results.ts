// Keeps what was measured, prints it, and puts it into docs/benchmarks.md between the markers of its name, if asked to.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";

const PAGE = join(import.meta.dirname, "../../docs/benchmarks.md");

/** One line of a table: what, and its columns. */
export type Row = readonly [what: string, ...figures: (string | number)[]];

/** Prints a table; with BEDSIDE_WRITE set, writes it into the page as well. */
export function report(name: string, columns: readonly string[], rows: readonly Row[]): void {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  const table = [line(columns), line(columns.map((_, at) => (at === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
  const load = `Load average of the machine's ${cpus().length} processors afterwards: ${(loadavg()[0] ?? 0).toFixed(1)}.`;
  console.log(`\n${name}\n${table}\n${load}`);
  if (!process.env["BEDSIDE_WRITE"]) return;
  const page = readFileSync(PAGE, "utf8");
  const begin = `<!-- measured: ${name} -->`;
  const [before, rest] = page.split(begin);
  const end = rest?.indexOf("<!-- end -->") ?? -1;
  if (before === undefined || rest === undefined || end < 0) throw new Error(`docs/benchmarks.md has no place for ${name}`);
  writeFileSync(PAGE, `${before}${begin}\n\n${table}\n\n${load}\n\n${rest.slice(end)}`);
}

/** The value below which that share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const kB = (bytes: number): string => (bytes / 1000).toFixed(1);
export const ms = (time: number): string => (time < 100 ? time.toFixed(1) : time.toFixed(0));
