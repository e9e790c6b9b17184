// WebDriver's commands over the two ways browsers take them: HTTP (W3C WebDriver), and Firefox's Marionette, which carries the same
// commands as JSON lines over TCP. Debian has no driver between the two, and none is needed.
import { type Socket, connect } from "node:net";

/** An element of the page, as WebDriver names it. */
export interface Handle {
  [ELEMENT]: string;
}
export const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** The commands that a journey needs. */
export interface Commands {
  navigate: { url: string };
  refresh: object;
  script: { script: string; args: unknown[] };
  /** Into the frame of that element; back to the page without one. */
  frame: { frame?: Handle };
  click: { element: Handle };
  keys: { element: Handle; text: string };
  size: { width: number; height: number };
  /** Answers with the new tab's handle. */
  newTab: object;
  closeTab: object;
  tab: { handle: string };
  screenshot: object;
}

export interface Wire {
  send<C extends keyof Commands>(command: C, args: Commands[C]): Promise<unknown>;
  /** Ends the session, and the browser with it where the session started it. */
  end(): Promise<void>;
}

export class WireError extends Error {
  /** WebDriver's word for it, such as "stale element reference". */
  readonly kind: string;
  constructor(command: string, kind: string, message: string) {
    super(`${command}: ${kind}: ${message}`);
    this.kind = kind;
  }
}

const LIMIT_MS = 30_000;

/** A session at a driver that speaks HTTP. */
export async function overHttp(driver: string, capabilities: object): Promise<Wire> {
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${driver}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const { value } = (await answer.json()) as { value: unknown };
    if (answer.ok) return value;
    const { error, message } = value as { error: string; message: string };
    throw new WireError(`${method} ${path.replace(/^\/session\/[^/]+/, "")}`, error, message);
  };
  const { sessionId } = (await ask("POST", "/session", { capabilities: { alwaysMatch: capabilities } })) as { sessionId: string };
  const at = `/session/${sessionId}`;
  const post = (path: string, body: object = {}): Promise<unknown> => ask("POST", at + path, body);
  const commands: { [C in keyof Commands]: (args: Commands[C]) => Promise<unknown> } = {
    navigate: ({ url }) => post("/url", { url }),
    refresh: () => post("/refresh"),
    script: ({ script, args }) => post("/execute/sync", { script, args }),
    frame: ({ frame }) => post("/frame", { id: frame ?? null }),
    click: ({ element }) => post(`/element/${element[ELEMENT]}/click`),
    keys: ({ element, text }) => post(`/element/${element[ELEMENT]}/value`, { text }),
    size: ({ width, height }) => post("/window/rect", { width, height }),
    newTab: async () => ((await post("/window/new", { type: "tab" })) as { handle: string }).handle,
    closeTab: () => ask("DELETE", `${at}/window`),
    tab: ({ handle }) => post("/window", { handle }),
    screenshot: () => ask("GET", `${at}/screenshot`),
  };
  return { send: (command, args) => commands[command](args), end: async () => void (await ask("DELETE", at)) };
}

/** A session at Firefox's own port. A message is its length, a colon and JSON: `[0, id, command, arguments]` there, `[1, id, error, result]` back. */
export async function overMarionette(port: number, capabilities: object): Promise<Wire> {
  const socket = await connected(port);
  const waiting = new Map<number, { name: string; resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  let unread = Buffer.alloc(0);
  socket.on("data", (data) => {
    unread = Buffer.concat([unread, data]);
    for (let message = next(); message !== undefined; message = next()) take(message);
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    for (const { name, reject } of waiting.values()) reject(new WireError(name, "gone", "Firefox closed its port"));
    waiting.clear();
  });

  function next(): string | undefined {
    const colon = unread.indexOf(":");
    if (colon < 0) return undefined;
    const end = colon + 1 + Number(unread.subarray(0, colon).toString());
    if (unread.length < end) return undefined;
    const message = unread.subarray(colon + 1, end).toString();
    unread = unread.subarray(end);
    return message;
  }
  function take(message: string): void {
    const parsed = JSON.parse(message) as [number, number, { error: string; message: string } | null, unknown] | object;
    if (!Array.isArray(parsed)) return; // its greeting
    const [, id, error, result] = parsed as [number, number, { error: string; message: string } | null, unknown];
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error) asked?.reject(new WireError(asked.name, error.error, error.message));
    else asked?.resolve(result);
  }
  function ask(name: string, args: object = {}): Promise<unknown> {
    last += 1;
    const id = last;
    const message = JSON.stringify([0, id, name, args]);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new WireError(name, "late", `no answer in ${LIMIT_MS} ms`)), LIMIT_MS);
      const done = <T>(then: (value: T) => void) => (value: T): void => {
        clearTimeout(late);
        then(value);
      };
      waiting.set(id, { name, resolve: done(resolve), reject: done(reject) });
      socket.write(`${Buffer.byteLength(message)}:${message}`);
    });
  }
  const value = async (answer: Promise<unknown>): Promise<unknown> => ((await answer) as { value: unknown }).value;

  await ask("WebDriver:NewSession", capabilities);
  const chrome = async (script: string, ...args: unknown[]): Promise<unknown> => {
    await ask("Marionette:SetContext", { value: "chrome" });
    try {
      return await value(ask("WebDriver:ExecuteScript", { script, args }));
    } finally {
      await ask("Marionette:SetContext", { value: "content" });
    }
  };
  const commands: { [C in keyof Commands]: (args: Commands[C]) => Promise<unknown> } = {
    navigate: ({ url }) => ask("WebDriver:Navigate", { url }),
    refresh: () => ask("WebDriver:Refresh"),
    script: ({ script, args }) => value(ask("WebDriver:ExecuteScript", { script, args })),
    frame: ({ frame }) => ask("WebDriver:SwitchToFrame", frame ? { element: frame[ELEMENT] } : { id: null }),
    click: ({ element }) => ask("WebDriver:ElementClick", { id: element[ELEMENT] }),
    keys: ({ element, text }) => ask("WebDriver:ElementSendKeys", { id: element[ELEMENT], text }),
    size: (size) => chrome(FIT, size.width, size.height),
    newTab: async () => ((await ask("WebDriver:NewWindow", { type: "tab" })) as { handle: string }).handle,
    closeTab: () => ask("WebDriver:CloseWindow"),
    tab: ({ handle }) => ask("WebDriver:SwitchToWindow", { handle }),
    screenshot: () => value(ask("WebDriver:TakeScreenshot", { full: false })),
  };
  return {
    send: (command, args) => commands[command](args),
    async end() {
      await ask("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => undefined);
      socket.destroy();
    },
  };
}

/** Firefox has no window as narrow as a phone, but a page in it may be. */
const FIT = `
  const [width, height] = arguments;
  const style = gBrowser.selectedBrowser.style;
  for (const [name, size] of [["width", width], ["height", height]])
    for (const bound of [name, "min-" + name, "max-" + name]) style.setProperty(bound, size + "px");
`;

async function connected(port: number): Promise<Socket> {
  for (const until = Date.now() + LIMIT_MS; ; ) {
    const socket = connect(port, "127.0.0.1");
    const open = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    if (open) return socket;
    if (Date.now() > until) throw new Error(`nothing listens on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
