import { expect, test } from "vitest";
import { linkedPieces, links } from "./links.ts";

const found = (text: string): string[] => links(text).map(({ start, end }) => text.slice(start, end));
const label = (text: string): string | undefined => links(text)[0]?.label;

test.each([
  ["see https://riverside.example/map.", ["https://riverside.example/map"]],
  ["HTTP://Riverside.example, and https://b.example", ["HTTP://Riverside.example", "https://b.example"]],
  ["(https://a.example/x_(y))", ["https://a.example/x_(y)"]],
  ["[https://a.example/[1]]", ["https://a.example/[1]"]],
  ["“https://a.example/q?x=1&y=2#z”", ["https://a.example/q?x=1&y=2#z"]],
  ["https://a.example:8443/…", ["https://a.example:8443/"]],
  ["line\nhttps://a.example\nline", ["https://a.example"]],
  ["http://[::1]:80/ and http://127.0.0.1/", ["http://[::1]:80/", "http://127.0.0.1/"]],
  ["https://a.example/ü/日本", ["https://a.example/ü/日本"]],
])("%s", (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test.each([
  "javascript:alert(1)",
  "javascript://a.example/%0aalert(1)",
  "JaVaScRiPt:https://a.example",
  "data:text/html,https",
  "ftp://a.example",
  "file:///etc/passwd",
  "view-source:https://a.example",
  "blob:https://a.example/1",
  "xhttps://a.example",
  "intent+https://a.example",
  "tel:911",
  "a.example",
  "www.a.example",
  "mailto:a@b.example",
  "https://",
  "https:///a.example",
  "https:// a.example",
  "https://riverside.example@evil.example/",
  "https://user:secret@evil.example/",
  "https://@evil.example/",
  "http://[::1",
  "https://a.example:99999/",
  "https://%00/",
  "://".repeat(5),
  "https://\u202eelpmaxe.live",
])("no link: %s", (text) => {
  expect(links(text)).toEqual([]);
});

test("an address ends where the direction turns or something unseen stands", () => {
  for (const unit of ["\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00a0", "\u00ad", "\u0000", "\u2028"]) {
    expect(found(`https://a.example/x${unit}y`)).toEqual(["https://a.example/x"]);
  }
});

test("the host that is shown is the one that is visited", () => {
  expect(label("https://riverside.example/A")).toBe("https://riverside.example/A");
  expect(label("https://RIVERSIDE.example/A")).toBe("https://RIVERSIDE.example/A");
  // A Cyrillic а among Latin letters, a whole name in Cyrillic, full-width letters, an ideographic full stop.
  expect(label("https://p\u0430ypal.example/x")).toBe("https://xn--pypal-4ve.example/x");
  expect(label("https://\u0430\u0440\u0440\u04cf\u0435.example")).toMatch(/^https:\/\/xn--[a-z0-9-]+\.example$/);
  expect(label("https://ｅvil.example/x")).toBe("https://evil.example/x");
  expect(label("https://riverside。example/x")).toBe("https://riverside.example/x");
  expect(label("https://b\u00fccher.example/x")).toBe("https://xn--bcher-kva.example/x");
  // Numbers in disguise.
  expect(label("http://0x7f.1/")).toBe("http://127.0.0.1/");
  expect(label("http://2130706433")).toBe("http://127.0.0.1");
  expect(label("https://a.example:443/x")).toBe("https://a.example:443/x");
  expect(label("https://a.example:0443/x")).toBe("https://a.example/x");
});

test("what the browser is sent to is what its parser read", () => {
  expect(links("https://a.example/\u0430?q=é")[0]?.href).toBe("https://a.example/%D0%B0?q=%C3%A9");
});

test("no link in or beside what is masked", () => {
  const parts = (text: string, start: number, end: number) =>
    linkedPieces({ text, spans: [{ start, end, type: "CARD", action: "mask" }] }).map(({ text: piece, href }) => [piece, href !== undefined]);
  const text = "https://a.example/?card=XXXX and https://b.example";
  expect(parts(text, 24, 28)).toEqual([["https://a.example/?card=", false], ["XXXX", false], [" and ", false], ["https://b.example", true]]);
  expect(parts(text, 0, 50)).toEqual([[text, false]]);
  expect(parts(text, 28, 29)[0]).toEqual(["https://a.example/?card=XXXX", false]);
});

test("offsets count code points, pieces keep every character of the text", () => {
  const text = "😀 https://a.example 😀 XXXX";
  const all = linkedPieces({ text, spans: [{ start: 22, end: 26, type: "CARD", action: "mask" }] });
  expect(all.map((piece) => piece.text).join("")).toBe(text);
  expect(all.map(({ href, span }) => (href ? "link" : span ? "mask" : "text"))).toEqual(["text", "link", "text", "mask"]);
});

test("hostile length costs a pass, not a power of it", () => {
  const long = 200_000;
  const texts = [
    "https://".repeat(long / 8),
    `https://${"a".repeat(long)}`,
    `https://a.example/${"(".repeat(long)}`,
    `https://a.example/${")".repeat(2_000)} `.repeat(100),
    "://".repeat(long / 3),
    "http".repeat(long / 4),
    "https://a.b/ ".repeat(long / 13),
  ];
  const before = performance.now();
  for (const text of texts) expect(links(text).length).toBeLessThanOrEqual(50);
  expect(performance.now() - before).toBeLessThan(10_000);
});
