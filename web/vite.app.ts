// What panel and console have in common: an app of hashed files under its own path, fit for `script-src 'self'; style-src 'self'`.
import preact from "@preact/preset-vite";
import { defineConfig, type UserConfig } from "vite";

export function app(root: string, name: "panel" | "console"): UserConfig {
  return defineConfig({
    root,
    base: `/${name}/`,
    publicDir: false,
    plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
    build: {
      outDir: `${import.meta.dirname}/dist/${name}`,
      emptyOutDir: true,
      target: "es2022",
      // No data: URLs and no preload script: the content security policy has no room for the one, the size budget for the other.
      assetsInlineLimit: 0,
      modulePreload: false,
    },
  });
}
