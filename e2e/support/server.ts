// The real binary, `bedside demo`, on a folder and ports of its own: started, killed, stopped and started again by the tests.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, openSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const PASSWORD = "a-long-password-for-tests";
export const DANA = "dana@riverside.example";
export const OMAR = "omar@riverside.example";
/** How long a start may take: the first one makes keys, hashes passwords and holds the past chats. */
const START_MS = 60_000;
const STOP_MS = 20_000;

export interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

export class Server {
  /** Everything of this server; `data`, `keys`, `kept-elsewhere` and the configuration are in `keep`. */
  readonly scratch: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  binary: string;
  /** Where it listens. Browsers always ask for localhost, which is 127.0.0.1: with another address a cable goes between. */
  readonly address: string;
  private child: ChildProcess | undefined;
  private exited: Promise<number | null> = Promise.resolve(0);
  /** How much of the log is of earlier runs. */
  private read = 0;

  private constructor(scratch: string, ports: [number, number], binary: string, address: string) {
    this.scratch = scratch;
    this.address = address;
    [this.httpPort, this.httpsPort] = ports;
    this.binary = binary;
  }

  static async make(binary = theBinary(), address = "127.0.0.1"): Promise<Server> {
    const scratch = await mkdtemp(join(tmpdir(), "bedside-e2e-"));
    await mkdir(join(scratch, "keep"), { mode: 0o700 });
    return new Server(scratch, await freePorts(), binary, address);
  }

  get keep(): string {
    return join(this.scratch, "keep");
  }
  get data(): string {
    return join(this.keep, "data");
  }
  get config(): string {
    return join(this.keep, "bedside.toml");
  }
  get log(): string {
    return join(this.scratch, "server.log");
  }
  get pid(): number {
    if (this.child?.pid === undefined) throw new Error("the server does not run");
    return this.child.pid;
  }

  /** Page and chat on one site. */
  get sameSite(): string {
    return `http://localhost:${this.httpPort}/`;
  }
  /** Page on one site, chat on another. */
  get twoSites(): string {
    return `http://127.0.0.1:${this.httpPort}/`;
  }
  get tls(): string {
    return `https://localhost:${this.httpsPort}/`;
  }
  get tlsTwoSites(): string {
    return `https://127.0.0.1:${this.httpsPort}/`;
  }
  get console(): string {
    return `http://localhost:${this.httpPort}/console/`;
  }
  /** Where browsers may send anything at all. */
  get origins(): string[] {
    return [this.sameSite, this.twoSites, this.tls, this.tlsTwoSites].map((url) => new URL(url).origin);
  }

  /** Starts it, or starts it again on the same folder and ports. */
  async start(): Promise<void> {
    await this.run([
      "demo",
      "--https", `${this.address}:${this.httpsPort}`,
      "--http", `${this.address}:${this.httpPort}`,
      "--password", PASSWORD,
      "--keep", this.keep,
    ]);
  }

  /** `bedside serve` on the demo's folder: the server without the clinic's page. */
  async serve(config: string): Promise<void> {
    await this.run(["serve", "--config", config]);
  }

  private async run(args: string[]): Promise<void> {
    const log = openSync(this.log, "a");
    const child = spawn(this.binary, args, { stdio: ["ignore", log, log], cwd: this.scratch });
    this.child = child;
    // Should the tests end in the middle.
    const last = (): unknown => child.kill("SIGKILL");
    process.once("exit", last);
    let gone = false;
    this.exited = new Promise((resolve) => {
      child.on("error", () => resolve(-1));
      child.on("exit", (code) => resolve(code));
    });
    void this.exited.then(() => {
      gone = true;
      process.off("exit", last);
    });
    const until = Date.now() + START_MS;
    while (!(await this.answers())) {
      if (gone || Date.now() > until) throw new Error(`the server did not start:\n${this.logs()}`);
      await pause(50);
    }
  }

  /** Serves, and has told its addresses: by then the demo has made its past chats. */
  private async answers(): Promise<boolean> {
    if (!/Bedside \S+ (demo|serves)/.test(this.logs().slice(this.read))) return false;
    try {
      return (await fetch(`http://${this.address}:${this.httpPort}/readyz`)).ok;
    } catch {
      return false;
    }
  }

  /** Ends it with a signal and waits until it is gone. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child?.kill(signal);
    const limit = pause(STOP_MS).then(() => "late" as const);
    const code = await Promise.race([this.exited, limit]);
    if (code === "late") {
      this.child?.kill("SIGKILL");
      throw new Error(`the server did not end within ${STOP_MS} ms of ${signal}:\n${this.logs()}`);
    }
    this.child = undefined;
    this.read = this.logs().length;
    return code;
  }

  /** Waits until it ends by itself. */
  async ended(): Promise<number | null> {
    const code = await this.exited;
    this.child = undefined;
    this.read = this.logs().length;
    return code;
  }

  async restart(signal: NodeJS.Signals): Promise<void> {
    await this.end(signal);
    await this.start();
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Runs another command of the binary. */
  command(...args: string[]): Promise<Answer> {
    return new Promise((resolve) => {
      execFile(this.binary, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
        const code = error ? (typeof error.code === "number" ? error.code : -1) : 0;
        resolve({ code, stdout, stderr });
      });
    });
  }

  logs(): string {
    return existsSync(this.log) ? readFileSync(this.log, "utf8") : "";
  }

  /** Kills what runs and takes the folder away. */
  async remove(): Promise<void> {
    if (this.child) await this.end("SIGKILL");
    if (!process.env["E2E_KEEP"]) await rm(this.scratch, { recursive: true, force: true });
  }
}

export function theBinary(): string {
  const path = process.env["BEDSIDE_BIN"];
  if (!path || !existsSync(path)) throw new Error("BEDSIDE_BIN must name the binary to test");
  return path;
}

async function freePorts(): Promise<[number, number]> {
  const first = await freePort();
  for (let second = await freePort(); ; second = await freePort()) if (second !== first) return [first, second];
}

/** A port that was free a moment ago. Below the range from which the system gives them to others by itself. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
