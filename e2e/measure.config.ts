// What the browser's part costs: `npm run measure`, or `cargo xtask measure`, which builds the release first.
import base from "./playwright.config.ts";

export default { ...base, testDir: "measure", workers: 1, globalTimeout: 20 * 60_000, timeout: 300_000 };
