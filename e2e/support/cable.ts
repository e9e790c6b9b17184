// A cable that can be pulled: connections to the server go through here, and are cut without a word. Chromium's own emulation of
// "offline" leaves open WebSockets alone, and its network process may crash on them, which empties the cookie jar.
import { type AddressInfo, type Server as Listener, type Socket, connect, createServer } from "node:net";
import { type Browser, chromium } from "@playwright/test";
import { launchOptions } from "./browser.ts";
import type { Server } from "./server.ts";

export class Cable {
  private readonly listener: Listener;
  private readonly ends = new Set<Socket>();
  private readonly server: Server;
  private pulled = false;
  /** From which of this machine's addresses the server is reached: another one is another network. */
  from = "127.0.0.1";

  private constructor(server: Server, port = server.httpPort) {
    this.server = server;
    this.listener = createServer((near) => {
      if (this.pulled) return void near.resetAndDestroy();
      const far = connect({ port, host: server.address, localAddress: this.from });
      for (const [one, other] of [[near, far], [far, near]] as const) {
        this.ends.add(one);
        one.on("error", () => undefined);
        one.on("close", () => {
          this.ends.delete(one);
          other.destroy();
        });
        one.pipe(other);
      }
    });
  }

  static async lay(server: Server): Promise<Cable> {
    const cable = new Cable(server);
    await new Promise<void>((resolve) => cable.listener.listen(0, "127.0.0.1", resolve));
    return cable;
  }

  /** Before a server that listens elsewhere: takes its place at localhost, for browsers that cannot be told another address. */
  static async before(server: Server, port: number): Promise<Cable> {
    const cable = new Cable(server, port);
    await new Promise<void>((resolve) => cable.listener.listen(port, "127.0.0.1", resolve));
    return cable;
  }

  /** A browser of its own, whose every connection to the server goes through the cable. */
  browser(): Promise<Browser> {
    const { port } = this.listener.address() as AddressInfo;
    // What is excluded is mapped by no rule, so localhost must not be.
    const rules = `MAP localhost:${this.server.httpPort} 127.0.0.1:${port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`;
    const args = launchOptions.args?.filter((arg) => !arg.startsWith("--host-resolver-rules")) ?? [];
    return chromium.launch({ ...launchOptions, args: [...args, `--host-resolver-rules=${rules}`] });
  }

  /** Cuts what is connected, in the middle of whatever it says, and lets nobody in until it is plugged in again. */
  pull(): void {
    this.pulled = true;
    for (const end of this.ends) end.resetAndDestroy();
  }

  plug(): void {
    this.pulled = false;
  }

  remove(): void {
    this.pull();
    this.listener.close();
  }
}
