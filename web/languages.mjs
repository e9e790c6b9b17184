// One page of the panel for each language: its `lang` and `dir` are right before any script runs, and its texts are on their way beside
// the script. The server picks the page (`crates/server/src/http/language.rs`).
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const panel = `${import.meta.dirname}/dist/panel`;
const page = readFileSync(`${panel}/index.html`, "utf8");
const assets = readdirSync(`${panel}/assets`);
const LANGUAGES = { en: "ltr", es: "ltr", "en-XA": "ltr", "ar-XB": "rtl" };

// What the entry imports stands in the page too, so that it does not come one after the other.
const entry = assets.find((name) => /^index-[\w-]{8}\.js$/.test(name));
const imported = [...readFileSync(`${panel}/assets/${entry}`, "utf8").matchAll(/from\s?["'`]\.\/([\w.-]+\.js)["'`]/g)].map(([, name]) => name);

for (const [language, direction] of Object.entries(LANGUAGES)) {
  const texts = assets.find((name) => new RegExp(`^${language}-[\\w-]{8}\\.js$`).test(name));
  const preload = [...imported, ...(texts ? [texts] : [])].map((name) => `<link rel="modulepreload" crossorigin href="/panel/assets/${name}">`);
  const made = page.replace('<html lang="en">', `<html lang="${language}" dir="${direction}">`).replace("</head>", `${preload.join("")}</head>`);
  if (made === page) throw new Error("dist/panel/index.html is not as expected");
  writeFileSync(`${panel}/index.${language}.html`, made);
}
