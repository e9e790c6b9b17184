// A picture of every screen: phone and desktop, light and dark, in each language, and a sheet of them all to look through.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { Server } from "../support/server.ts";
import { tourBeside } from "../support/tour-beside.ts";
import { type Screen, type TourOptions, tour } from "../support/tour.ts";

const TO = process.env["BEDSIDE_SCREENSHOTS"] ?? join(import.meta.dirname, "../../target/screenshots");
/** What the browsers ask for; a language that Bedside does not speak is answered in English. */
const LANGUAGES = (process.env["BEDSIDE_LANGUAGES"] ?? "en-US").split(",");
const SIZES = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 780 } };

interface Picture extends Omit<Screen, "page"> {
  language: string;
  size: string;
  colours: string;
  file: string;
}
const taken: Picture[] = [];

test.beforeAll(() => {
  rmSync(TO, { recursive: true, force: true });
  mkdirSync(TO, { recursive: true });
});

for (const language of LANGUAGES) {
  test(`every screen, ${language}`, async ({ browser }) => {
    test.setTimeout(600_000);
    const server = await Server.make();
    await server.start();
    try {
      const options: TourOptions = { browser, server, language, context: { locale: language, timezoneId: "America/New_York" }, look: (screen) => shoot(language, screen) };
      await tour(options);
      await tourBeside(options);
    } finally {
      await server.remove();
    }
  });
}

test.afterAll(() => {
  writeFileSync(join(TO, "index.html"), sheet());
  expect(taken.length, "pictures were taken").toBeGreaterThan(0);
});

async function shoot(language: string, { side, name, page }: Screen): Promise<void> {
  const own = page.viewportSize();
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colours of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: colours, reducedMotion: "reduce" });
      const file = `${side}-${name}-${language}-${size}-${colours}.png`;
      await page.screenshot({ path: join(TO, file), animations: "disabled" });
      taken.push({ side, name, language, size, colours, file });
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (own) await page.setViewportSize(own);
}

/** One row for each screen and language. */
function sheet(): string {
  const rows = new Map<string, Picture[]>();
  for (const picture of taken) {
    const title = `${picture.side} ${picture.name}, ${picture.language}`;
    rows.set(title, [...(rows.get(title) ?? []), picture]);
  }
  const row = ([title, pictures]: [string, Picture[]]): string =>
    `<section><h2>${title}</h2><div>${pictures
      .map(({ file, size, colours }) => `<figure><a href="${file}"><img class="${size}" src="${file}" alt="${title}, ${size}, ${colours}" loading="lazy"></a><figcaption>${size}, ${colours}</figcaption></figure>`)
      .join("")}</div></section>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens of Bedside</title>
<style>body{font:15px/1.4 system-ui,sans-serif;margin:24px;background:#dfe6ea;color:#17232b}div{display:flex;gap:16px;align-items:start;overflow-x:auto}
figure{margin:0}img{border-radius:6px;box-shadow:0 2px 10px rgb(15 30 40/25%)}.desktop{width:520px}.phone{width:180px}</style>
<h1>${taken.length} pictures of ${rows.size} screens</h1>${[...rows].map(row).join("\n")}</html>\n`;
}
