// The loaders of every release, vectors/loaders/: host pages name one by its hash and keep it for ever, so none may change or go.
// `node loaders.mjs copy` puts them into the build, for the server to embed; `freeze` writes the built one down as this
// version's; `check` fails unless it is, and unless every other is as it was. A version's loader may change until the version does.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";

const store = `${import.meta.dirname}/../vectors/loaders`;
const manifestFile = `${store}/manifest.json`;
const built = readFileSync(`${import.meta.dirname}/dist/loader/loader.js`);
const { version } = JSON.parse(readFileSync(`${import.meta.dirname}/package.json`, "utf8"));
const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
const folders = readdirSync(store, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

/** As the server names it, and as a page checks it. */
function nameOf(bytes) {
  const digest = (algorithm, form) => createHash(algorithm).update(bytes).digest(form);
  return { hash: digest("sha256", "hex").slice(0, 16), integrity: `sha384-${digest("sha384", "base64")}` };
}

function isAsSaid({ hash, integrity }) {
  if (!folders.includes(hash)) return false;
  const found = nameOf(readFileSync(`${store}/${hash}/loader.js`));
  return found.hash === hash && found.integrity === integrity;
}

const current = nameOf(built);
const isFrozen = manifest[version]?.hash === current.hash && isAsSaid(manifest[version]);
const advice = `The built loader (${current.hash}) is not the one of ${version} in vectors/loaders/. If the change is meant, run
\`cargo xtask generate\` and commit vectors/loaders/.`;

function copy() {
  cpSync(store, `${import.meta.dirname}/dist/loaders`, { recursive: true });
  if (!isFrozen) console.warn(advice);
}

function freeze() {
  const before = manifest[version]?.hash;
  manifest[version] = current;
  const kept = new Set(Object.values(manifest).map(({ hash }) => hash));
  if (before && !kept.has(before)) rmSync(`${store}/${before}`, { recursive: true, force: true });
  mkdirSync(`${store}/${current.hash}`, { recursive: true });
  writeFileSync(`${store}/${current.hash}/loader.js`, built);
  writeFileSync(manifestFile, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function check() {
  const wrong = isFrozen ? [] : [advice];
  for (const [release, loader] of Object.entries(manifest)) {
    if (release !== version && !isAsSaid(loader)) wrong.push(`The loader of ${release}, vectors/loaders/${loader.hash}, changed or is gone; bring it back.`);
  }
  const known = new Set(Object.values(manifest).map(({ hash }) => hash));
  for (const hash of folders) if (!known.has(hash)) wrong.push(`vectors/loaders/${hash} belongs to no release in manifest.json.`);
  for (const text of wrong) console.error(text);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}

const task = { copy, freeze, check }[process.argv[2]];
if (!task) throw new Error("node loaders.mjs copy | freeze | check");
task();
