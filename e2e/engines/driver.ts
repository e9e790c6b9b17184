// What a journey does with a browser, whichever it is: the few things a person does, by the names on the screen.
import { expect } from "@playwright/test";
import { signal, below, withPages } from "./processes.ts";
import { type Handle, type Wire, WireError } from "./wire.ts";

export type Role = "button" | "link" | "textbox" | "heading" | "dialog" | "alert";

/** A browser that runs. */
export interface Started {
  wire: Wire;
  /** The process that all of the browser is below of, itself not part of it. */
  root: number;
  /** Whether the session outlives the death of a page's process. */
  pagesMayDie: boolean;
  quit(): Promise<void>;
}

const ENTER = "\uE007";

export class Driver {
  private readonly wire: Wire;
  private readonly root: number;
  private readonly dies: boolean;
  private readonly quit: () => Promise<void>;
  private size = { width: 0, height: 0 };

  constructor({ wire, root, pagesMayDie, quit }: Started) {
    this.wire = wire;
    this.root = root;
    this.dies = pagesMayDie;
    this.quit = quit;
  }

  async open(url: string): Promise<void> {
    await this.wire.send("navigate", { url });
  }

  async reload(): Promise<void> {
    await this.wire.send("frame", {});
    await this.wire.send("refresh", {});
  }

  /** So that the page has this size, whatever the window's frame takes. */
  async resize(width: number, height: number): Promise<void> {
    this.size = { width, height };
    await this.wire.send("size", { width, height });
    const [inner, tall] = await this.run<[number, number]>("return [innerWidth, innerHeight]");
    if (inner !== width || tall !== height) await this.wire.send("size", { width: 2 * width - inner, height: 2 * height - tall });
  }

  /** Runs a function's body in the page or frame. */
  async run<T>(script: string, ...args: unknown[]): Promise<T> {
    return (await this.wire.send("script", { script, args })) as T;
  }

  /** Goes on in the page itself. */
  async inPage(): Promise<void> {
    await this.wire.send("frame", {});
  }

  /** Goes on in the frame that the script names. */
  async inFrame(script: string): Promise<void> {
    await expect(async () => {
      await this.wire.send("frame", {});
      const frame = await this.run<Handle | null>(script);
      if (!frame) throw new Error("the frame is not there");
      await this.wire.send("frame", { frame });
    }).toPass({ timeout: 20_000 });
  }

  /** The element with this role and name, once it can be seen. A text finds a name that begins with it. */
  async find(role: Role, name: string): Promise<Handle> {
    const found = await this.look(role, name, 15_000);
    if (!found) throw new Error(`no ${role} "${name}" on the screen, which says: ${await this.text()}`);
    return found;
  }

  /** Whether it can be seen now. */
  async sees(role: Role, name: string): Promise<boolean> {
    return (await this.look(role, name, 0)) !== null;
  }

  private async look(role: Role, name: string, patience: number): Promise<Handle | null> {
    for (const until = Date.now() + patience; ; ) {
      const found = await this.run<Handle | null>(FIND, role, name).catch((error: unknown) => {
        if (error instanceof WireError) return null; // the page is just changing
        throw error;
      });
      if (found || Date.now() >= until) return found;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Found anew where the screen changed in between. */
  private async act(role: Role, name: string, act: (element: Handle) => Promise<unknown>): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        await act(await this.find(role, name));
        return;
      } catch (error) {
        const changed = error instanceof WireError && /stale|intercepted|not interactable/.test(error.kind);
        if (!changed || tries >= 20) throw error;
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    }
  }

  async click(role: Role, name: string): Promise<void> {
    await this.act(role, name, (element) => this.wire.send("click", { element }));
  }

  async type(name: string, text: string): Promise<void> {
    await this.act("textbox", name, (element) => this.wire.send("keys", { element, text }));
  }

  async enter(name: string): Promise<void> {
    await this.type(name, ENTER);
  }

  /** What can be read on the screen. */
  text(): Promise<string> {
    return this.run<string>("return document.body ? document.body.innerText : ''");
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from((await this.wire.send("screenshot", {})) as string, "base64");
  }

  /** All of the browser stands still, as on a phone in a pocket, until it is told to go on. */
  freeze(): void {
    signal(below(this.root), "SIGSTOP");
  }
  thaw(): void {
    signal(below(this.root), "SIGCONT");
  }

  /** The browser gives the page's memory away: its processes are gone without a word. One goes on in a new tab of the same browser.
   *  WebKitGTK ends a session whose page dies; there the tab is closed instead. */
  async discard(): Promise<void> {
    const pages = withPages(this.root);
    if (pages.length === 0) throw new Error("no process with a page in it");
    const handle = (await this.wire.send("newTab", {})) as string;
    if (this.dies) {
      await this.wire.send("tab", { handle });
      signal(pages, "SIGKILL");
    } else {
      await this.wire.send("closeTab", {});
      await this.wire.send("tab", { handle });
    }
    await this.resize(this.size.width, this.size.height);
  }

  close(): Promise<void> {
    this.thaw();
    return this.quit();
  }
}

/** In the page: the first visible element of a role whose name begins so, open shadow roots included. Nothing behind a modal dialogue. */
const FIND = `
  const [role, name] = arguments;
  const SELECTORS = {
    button: "button, [role=button]", link: "a[href]", textbox: "textarea, input:not([type]), input[type=text], input[type=tel], input[type=email]",
    heading: "h1, h2, h3", dialog: "dialog[open], [role=dialog]", alert: "[role=alert]",
  };
  const words = (text) => (text || "").replace(/\\s+/g, " ").trim();
  const nameOf = (element) => {
    const by = element.getAttribute("aria-labelledby");
    if (by) return words(by.split(" ").map((id) => (element.getRootNode().getElementById(id) || {}).textContent).join(" "));
    if (element.getAttribute("aria-label")) return words(element.getAttribute("aria-label"));
    if (element.labels && element.labels.length) return words(element.labels[0].textContent);
    return words(element.textContent);
  };
  const roots = [document];
  const modal = document.querySelector("dialog:modal");
  for (let root = roots.shift(); root; root = roots.shift()) {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
      if (modal && !modal.contains(element)) continue;
      if (!element.matches(SELECTORS[role]) || !nameOf(element).startsWith(name)) continue;
      const style = getComputedStyle(element);
      if (element.getClientRects().length > 0 && style.visibility === "visible") return element;
    }
  }
  return null;
`;
