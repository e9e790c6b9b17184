// Where a visitor came from and with what, coarsely. Of the clinic's page its origin, which the browser tells, and its path, which the
// loader tells: never query or fragment. And what kind of device it is says nothing that tells two patients apart.
import type { ClientFrame, VisitorBrowser, VisitorDevice } from "../../../../shared/src/wire.gen.ts";

export type Arrived = Pick<Extract<ClientFrame, { type: "open" }>, "page" | "device">;

/** In this order: each of the later ones is named by some of the earlier. */
const BROWSERS: readonly (readonly [RegExp, VisitorBrowser])[] = [
  [/Edg(A|iOS)?\//, "edge"],
  [/OPR\/|OPT\//, "opera"],
  [/SamsungBrowser\//, "samsung"],
  [/Firefox\/|FxiOS\//, "firefox"],
  [/Chrom(e|ium)\/|CriOS\//, "chrome"],
  [/Safari\//, "safari"],
];

/** Longest path that is told, in characters. */
const PATH_MAX = 200;

export interface Browser {
  userAgent: string;
  maxTouchPoints: number;
}

export function arrived(referrer: string, browser: Browser, path = ""): Arrived {
  const page = pageOf(referrer, path);
  return { ...(page === undefined ? {} : { page }), device: deviceOf(browser) };
}

function pageOf(referrer: string, path: string): string | undefined {
  try {
    const { origin, protocol } = new URL(referrer);
    return protocol === "https:" || protocol === "http:" ? origin + path.replace(/[?#].*|^\/$/s, "").slice(0, PATH_MAX) : undefined;
  } catch {
    return undefined;
  }
}

function deviceOf({ userAgent, maxTouchPoints }: Browser): VisitorDevice {
  const browser = BROWSERS.find(([sign]) => sign.test(userAgent))?.[1] ?? "other";
  return { kind: kindOf(userAgent, maxTouchPoints), browser };
}

function kindOf(userAgent: string, touchPoints: number): VisitorDevice["kind"] {
  if (/iPhone|iPod|Mobi/.test(userAgent)) return "phone";
  // An iPad calls itself a Macintosh; no Macintosh is touched.
  if (/iPad|Android|Tablet/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1)) return "tablet";
  return "computer";
}
