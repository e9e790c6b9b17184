// Texts are loaded before a screen is shown; tests of what the screens say find them loaded, in English.
import { loadStrings } from "./console/src/strings/index.ts";
import { loadTexts, withTexts } from "./widget/src/panel/text.ts";

await loadStrings();
await loadTexts();
await withTexts(Promise.resolve());
