// How Chromium is started: the system's own, without a word to anyone outside this machine.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, type BrowserContextOptions, type LaunchOptions, chromium } from "@playwright/test";

export const launchOptions: LaunchOptions = {
  executablePath: executable(),
  // Chromium's own sandbox does not start for root, which is who tests run as in containers.
  chromiumSandbox: false,
  args: [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    // Nothing but this machine has an address: a request to anyone else fails, besides being found.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
  ],
};

function executable(): string {
  const path = process.env["BEDSIDE_CHROMIUM"] ?? "/usr/bin/chromium";
  if (!existsSync(path)) throw new Error(`There is no Chromium at ${path}; set BEDSIDE_CHROMIUM.`);
  return path;
}

/** A browser with a profile of its own on disk. */
export interface Profile {
  context: BrowserContext;
  /** Where the profile lies; still there after `close`. */
  folder: string;
  close(): Promise<void>;
  remove(): Promise<void>;
}

export interface ProfileOptions extends BrowserContextOptions {
  /** Chromium's settings, by their dotted names. */
  preferences?: Record<string, unknown>;
}

/** Chromium's switch "block third-party cookies": partitioned ones stay allowed. */
export const NO_THIRD_PARTY_COOKIES = {
  "profile.cookie_controls_mode": 1,
  "profile.block_third_party_cookies": true,
};
/** Chromium's switch "block all cookies", which takes storage away as well. */
export const NO_COOKIES = { "profile.default_content_setting_values.cookies": 2 };

export async function openProfile({ preferences = {}, ...options }: ProfileOptions = {}): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), "bedside-profile-"));
  mkdirSync(join(folder, "Default"));
  writeFileSync(join(folder, "Default", "Preferences"), JSON.stringify(nested(preferences)));
  const context = await chromium.launchPersistentContext(folder, {
    ...launchOptions,
    locale: "en-US",
    viewport: { width: 1280, height: 860 },
    ...options,
  });
  return {
    context,
    folder,
    close: () => context.close(),
    async remove() {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function nested(dotted: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(dotted)) {
    const path = name.split(".");
    const last = path.pop() ?? name;
    let at = out;
    for (const part of path) at = (at[part] ??= {}) as Record<string, unknown>;
    at[last] = value;
  }
  return out;
}
