// The loader reads in the lines what was set: nothing is lost and nothing means something else on the way.
import { expect, test } from "vitest";
import { readSettings } from "../../../../widget/src/loader/settings.ts";
import type { Look, SettingsSite } from "../../../../shared/src/wire.gen.ts";
import { snippetOf } from "./lines.ts";

const site = (look: Partial<Look>): SettingsSite => ({
  version: "1",
  loader: "https://chat.clinic.example/loader.abc.js",
  integrity: "sha384-abc",
  settings: {
    id: "01JAB0S1TE0000000000000001",
    key: "riverside",
    name: "Riverside",
    origins: [],
    language: "en",
    emergency: { number: "911", phone: '+1 "555" <0199>&' },
    departments: [],
    look: { position: "end", language: "page", ...look },
  },
});

/** As a page has them: a script element with these attributes. */
function loaded(lines: string): ReturnType<typeof readSettings> {
  const unescaped = (text: string): string => text.replaceAll("&lt;", "<").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  const of = (name: string): [string, string][] => [...lines.matchAll(new RegExp(`${name}="([^"]*)"`, "g"))].map((found) => [found[1] ?? "", unescaped(found.at(-1) ?? "")]);
  const script = { src: of("src")[0]?.[1], dataset: Object.fromEntries(of("data-([a-z-]+)")) };
  return readSettings({ querySelector: () => script, baseURI: "https://clinic.example/", documentElement: { lang: "en" } } as unknown as Document);
}

test.each([
  [{}, { side: "", colour: undefined }],
  [{ position: "start" }, { side: "p", colour: undefined }],
  [{ position: "end", colour: "#aa3355" }, { side: "", colour: "#aa3355" }],
  [{ position: "start", colour: "#0b5f63" }, { side: "p", colour: "#0b5f63" }],
] as const)("%j", (look, want) => {
  expect(loaded(snippetOf(site(look)))).toMatchObject({
    ...want,
    site: "riverside",
    origin: "https://chat.clinic.example",
    emergency: "911",
    phone: '+1 "555" <0199>&',
  });
});
