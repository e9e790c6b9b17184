// Puts a .br and a .gz beside every built file that shrinks, so that the server sends them as they are.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = `${import.meta.dirname}/dist`;
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(js|css|html|svg|json|webmanifest)$/.test(entry.name))
  .map((entry) => `${entry.parentPath}/${entry.name}`);

for (const file of files) {
  const plain = readFileSync(file);
  const packed = {
    br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }),
    gz: gzipSync(plain, { level: 9 }),
  };
  for (const [end, data] of Object.entries(packed)) {
    if (data.length < plain.length) writeFileSync(`${file}.${end}`, data);
  }
}
