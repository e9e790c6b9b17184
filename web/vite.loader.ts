// Builds the loader: one classic script, one IIFE, no imports, the same bytes for the same source (its address is its hash).
import { defineConfig } from "vite";

export default defineConfig({
  publicDir: false,
  build: {
    outDir: "dist/loader",
    emptyOutDir: true,
    target: "es2020",
    modulePreload: false,
    lib: {
      entry: "widget/src/loader/index.ts",
      formats: ["iife"],
      name: "bedside",
      fileName: () => "loader.js",
    },
  },
});
