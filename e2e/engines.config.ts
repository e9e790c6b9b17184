// The widget's journeys in each engine that Debian has, driven by WebDriver: `npm run engines`.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "engines",
  outputDir: "test-results/engines",
  workers: 2,
  // A machine under load may lose a race once; the test command's summary names who needed the second try.
  retries: 1,
  forbidOnly: true,
  timeout: 90_000,
  globalTimeout: 15 * 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
});
