// Unit tests of everything under web/. Pure functions and fakes only; a browser is driven from e2e/.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{shared,widget,console}/**/*.test.{ts,tsx}"],
    environment: "node",
  },
});
