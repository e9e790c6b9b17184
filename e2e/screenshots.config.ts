// Pictures for the documentation and for looking at: `npm run screenshots`.
import base from "./playwright.config.ts";

export default { ...base, testDir: "screenshots", workers: 1 };
