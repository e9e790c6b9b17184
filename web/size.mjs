// Prints what a visitor and a member of staff download, gzip, and fails where a budget (DESIGN §7) is broken.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = `${import.meta.dirname}/dist`;
const size = (path) => gzipSync(readFileSync(`${dist}/${path}`), { level: 9 }).length;
const assets = (app) =>
  readdirSync(`${dist}/${app}/assets`)
    .filter((name) => !/\.(br|gz)$/.test(name))
    .map((name) => `${app}/assets/${name}`);

/** The page and what it names: everything before the first screen, style sheets included. */
function first(app, file = "index.html") {
  const page = readFileSync(`${dist}/${app}/${file}`, "utf8");
  return [`${app}/${file}`, ...assets(app).filter((path) => page.includes(path))];
}

const budgets = [
  ["loader", ["loader/loader.js"], 4_000],
  ["panel to first message box, English", first("panel", "index.en.html"), 25_000],
  ["panel to first message box, Spanish", first("panel", "index.es.html"), 25_000],
  ["masking chunk", assets("panel").filter((path) => path.includes("/masking-")), 20_000],
  ["console, first screen, Spanish", [...first("console"), ...assets("console").filter((path) => path.includes("/es-"))], 120_000],
];

let broken = 0;
for (const [name, paths, budget] of budgets) {
  const total = paths.reduce((sum, path) => sum + size(path), 0);
  if (total > budget) broken += 1;
  console.log(`${total > budget ? "OVER" : "ok  "} ${name}: ${total} bytes gzip of ${budget}`);
}
process.exitCode = broken > 0 ? 1 : 0;
