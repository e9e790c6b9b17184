// The three engines, each from Debian's packages, each with a profile of its own that is gone afterwards.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NO_COOKIES, NO_THIRD_PARTY_COOKIES, launchOptions } from "../support/browser.ts";
import { freePort, pause } from "../support/server.ts";
import { Driver, type Started } from "./driver.ts";
import { below, signal } from "./processes.ts";
import { overHttp, overMarionette, type Wire } from "./wire.ts";

export const ENGINES = ["chromium", "firefox", "webkit"] as const;
export type Engine = (typeof ENGINES)[number];

/** What the browser does with cookies: as it comes, none for frames of other sites but partitioned ones, or none at all. */
export type Cookies = "as it comes" | "no third party" | "none";

export interface Looks {
  width: number;
  height: number;
  cookies: Cookies;
}

export const PHONE = { width: 390, height: 780 };
export const DESKTOP = { width: 1200, height: 820 };

export async function open(engine: Engine, looks: Looks): Promise<Driver> {
  const folder = mkdtempSync(join(tmpdir(), `bedside-${engine}-`));
  const started = await { chromium, firefox, webkit }[engine](folder, looks);
  const driver = new Driver({
    ...started,
    async quit() {
      await started.quit();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  });
  await driver.resize(looks.width, looks.height);
  return driver;
}

async function chromium(folder: string, { cookies }: Looks): Promise<Started> {
  const port = await freePort();
  const driver = run("/usr/bin/chromedriver", [`--port=${port}`], folder);
  const preferences = { "as it comes": {}, "no third party": NO_THIRD_PARTY_COOKIES, none: NO_COOKIES }[cookies];
  const wire = await session(driver, port, {
    browserName: "chrome",
    acceptInsecureCerts: true,
    "goog:chromeOptions": {
      binary: launchOptions.executablePath,
      args: [...(launchOptions.args ?? []), "--headless=new", "--no-sandbox", "--disable-features=SpareRendererForSitePerProcess", "--window-size=1200,900", `--user-data-dir=${join(folder, "profile")}`],
      prefs: preferences,
    },
  });
  return { wire, root: pidOf(driver), pagesMayDie: true, quit: () => quit(wire, driver) };
}

async function firefox(folder: string, { cookies }: Looks): Promise<Started> {
  const port = await freePort();
  const settings: Record<string, unknown> = {
    "marionette.port": port,
    "network.cookie.cookieBehavior": cookies === "none" ? 2 : 5, // 5: its own default, a jar for each pair of sites
    // Not a word to anyone outside this machine.
    "network.dns.localDomains": "localhost",
    "network.captive-portal-service.enabled": false,
    "network.connectivity-service.enabled": false,
    "app.normandy.enabled": false,
    "services.settings.server": "data:,none",
    "browser.safebrowsing.malware.enabled": false,
    "browser.safebrowsing.phishing.enabled": false,
    "browser.tabs.crashReporting.sendReport": false,
    "datareporting.policy.dataSubmissionEnabled": false,
    "toolkit.telemetry.enabled": false,
    "browser.shell.checkDefaultBrowser": false,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "dom.ipc.processPrelaunch.enabled": false,
  };
  writeFileSync(join(folder, "user.js"), Object.entries(settings).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`).join(""));
  const browser = run("/usr/bin/firefox-esr", ["--headless", "--no-remote", "--marionette", "--remote-allow-system-access", "--profile", folder, "--width", "1300", "--height", "1000"], folder);
  const wire = await overMarionette(port, { acceptInsecureCerts: true });
  return { wire, root: pidOf(browser), pagesMayDie: true, quit: () => quit(wire, browser) };
}

async function webkit(folder: string, { cookies }: Looks): Promise<Started> {
  const screen = await display(folder);
  const port = await freePort();
  // Its toolbar is wider than a phone by itself.
  mkdirSync(join(folder, "gtk-3.0"));
  writeFileSync(join(folder, "gtk-3.0", "gtk.css"), "* { font-size: 6px; padding: 0; margin: 0; min-width: 0; border-width: 0; }");
  const driver = run("/usr/bin/WebKitWebDriver", [`--port=${port}`], folder, {
    DISPLAY: screen.name,
    GDK_BACKEND: "x11",
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    NO_AT_BRIDGE: "1",
    XDG_CONFIG_HOME: folder,
    XDG_DATA_HOME: join(folder, "data"),
    XDG_CACHE_HOME: join(folder, "cache"),
  });
  const policy = { "as it comes": "no-third-party", "no third party": "no-third-party", none: "never" }[cookies];
  const wire = await session(driver, port, {
    acceptInsecureCerts: true,
    "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation", `--cookies-policy=${policy}`] },
  });
  return {
    wire,
    root: pidOf(driver),
    pagesMayDie: false,
    quit: async () => {
      await quit(wire, driver);
      await end(screen.process);
    },
  };
}

/** WebKitGTK shows its windows somewhere; a screen in memory will do. */
async function display(folder: string): Promise<{ name: string; process: ChildProcess }> {
  const told = join(folder, "display");
  const process = run("/usr/bin/Xvfb", ["-displayfd", "3", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"], folder, {}, openSync(told, "w"));
  for (const until = Date.now() + 20_000; ; await pause(50)) {
    const number = readFileSync(told, "utf8").trim();
    if (number !== "") return { name: `:${number}`, process };
    if (Date.now() > until) throw new Error("Xvfb did not start");
  }
}

/** Debian puts it among the libraries of whichever version there is. */
function miniBrowser(): string {
  const found = readdirSync("/usr/lib", { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.endsWith("-linux-gnu"))
    .map(({ name }) => `/usr/lib/${name}/webkit2gtk-4.1/MiniBrowser`)
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error("There is no MiniBrowser: apt-get install webkit2gtk-driver");
  return found;
}

function run(program: string, args: string[], folder: string, environment: Record<string, string> = {}, third?: number): ChildProcess {
  if (!existsSync(program)) throw new Error(`There is no ${program}; \`cargo xtask test\` installs it.`);
  const log = openSync(join(folder, "log"), "a");
  const child = spawn(program, args, { stdio: ["ignore", log, log, ...(third === undefined ? [] : [third])], env: { ...process.env, ...environment } });
  const last = (): void => {
    if (child.pid !== undefined) signal([...below(child.pid), { pid: child.pid }], "SIGKILL");
  };
  process.once("exit", last);
  child.once("exit", () => process.off("exit", last));
  return child;
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("it did not start");
  return child.pid;
}

/** A session, as soon as the driver takes one. */
async function session(driver: ChildProcess, port: number, capabilities: object): Promise<Wire> {
  const at = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + 20_000; ; await pause(50)) {
    if (await fetch(`${at}/status`).then(({ ok }) => ok, () => false)) return overHttp(at, capabilities);
    if (Date.now() > until || driver.exitCode !== null) throw new Error("the driver did not start");
  }
}

async function quit(wire: Wire, root: ChildProcess): Promise<void> {
  const rest = root.pid === undefined ? [] : below(root.pid);
  signal(rest, "SIGCONT");
  await wire.end().catch(() => undefined);
  await end(root);
  signal(rest, "SIGKILL");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const killed = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(killed);
}
