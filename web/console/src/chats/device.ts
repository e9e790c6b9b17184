// The two words a visitor's browser tells of itself, in the words of the screen.
import type { VisitorBrowser, VisitorDevice } from "../../../shared/src/wire.gen.ts";
import { t } from "../strings/index.ts";

const KINDS: readonly VisitorDevice["kind"][] = ["phone", "tablet", "computer"];
const BROWSERS: readonly VisitorBrowser[] = ["chrome", "edge", "firefox", "opera", "safari", "samsung", "other"];

/** `phone firefox` as `Phone, Firefox`; nothing for what a later server may say. */
export function deviceWords(text: string): string {
  const [first, second] = text.split(" ");
  const kind = KINDS.find((one) => one === first);
  const browser = BROWSERS.find((one) => one === second);
  return kind && browser ? t(`device.${kind}`, { browser: t(`browser.${browser}`) }) : "";
}
