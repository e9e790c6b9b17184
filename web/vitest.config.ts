// Unit tests of everything under web/. Pure functions and fakes only; a browser is driven from e2e/.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{shared,widget,console}/**/*.test.{ts,tsx}"],
    environment: "node",
    setupFiles: ["vitest.setup.ts"],
    // A guard against what hangs, not a measure: property tests take long on a busy machine.
    testTimeout: 60_000,
  },
});
