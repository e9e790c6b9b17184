// The browser tests: Chromium against the real binary, which each test file starts for itself.
import { defineConfig } from "@playwright/test";
import { launchOptions } from "./support/browser.ts";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  workers: 2,
  // A machine under load may lose a race once; the test command's summary names who needed the second try.
  retries: 1,
  forbidOnly: true,
  timeout: 90_000,
  globalTimeout: 30 * 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    launchOptions,
    locale: "en-US",
    timezoneId: "America/New_York",
    viewport: { width: 1280, height: 860 },
    trace: "off",
    screenshot: "only-on-failure",
  },
});
