// Sees everything a browser sends, receives, stores and shows, so that a test can say "and nowhere else".
import type { BrowserContext, Frame, Page } from "@playwright/test";

export interface Seen {
  where: string;
  text: string;
}

export class Watch {
  /** Requests and frames that left the browser. */
  readonly sent: Seen[] = [];
  /** Answers and frames that arrived. */
  readonly received: Seen[] = [];
  readonly consoleLines: string[] = [];
  readonly urls: string[] = [];
  private readonly reading: Promise<unknown>[] = [];

  constructor(context: BrowserContext) {
    context.on("request", (request) => {
      this.urls.push(request.url());
      const headers = JSON.stringify(request.headers());
      this.sent.push({ where: `${request.method()} ${request.url()}`, text: `${request.url()} ${headers} ${request.postData() ?? ""}` });
    });
    context.on("response", (response) => {
      // The stream's answer has no end.
      if (response.url().endsWith("/api/v1/stream") || !response.url().includes("/api/")) return;
      const read = response.text().then(
        (text) => this.received.push({ where: response.url(), text }),
        () => undefined,
      );
      this.reading.push(read);
    });
    context.on("console", (message) => this.consoleLines.push(message.text()));
    const follow = (page: Page): void => {
      page.on("websocket", (socket) => {
        this.urls.push(socket.url());
        socket.on("framesent", ({ payload }) => this.sent.push({ where: socket.url(), text: payload.toString() }));
        socket.on("framereceived", ({ payload }) => this.received.push({ where: socket.url(), text: payload.toString() }));
      });
    };
    context.pages().forEach(follow);
    context.on("page", follow);
  }

  /** Addresses asked for that are none of these origins'. */
  strangers(origins: readonly string[]): string[] {
    const known = new Set(origins.flatMap((origin) => [origin, origin.replace(/^http/, "ws")]));
    return this.urls.filter((url) => {
      const { protocol, origin } = new URL(url);
      return ["http:", "https:", "ws:", "wss:"].includes(protocol) && !known.has(origin);
    });
  }

  async settled(): Promise<void> {
    await Promise.all(this.reading);
  }

  /** Where the test finds what it looks for, over all that was sent and received. */
  async find(matches: (text: string) => boolean, of: "sent" | "received" | "both" = "both"): Promise<string[]> {
    await this.settled();
    const all = [...(of === "received" ? [] : this.sent), ...(of === "sent" ? [] : this.received)];
    return all.filter(({ text }) => matches(text)).map(({ where }) => where);
  }
}

/** Everything a page holds that somebody could read later: markup, fields, title, address, storage, cookies. */
export async function everythingOn(page: Page): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const frame of page.frames()) {
    if (frame.isDetached()) continue;
    seen.push(...(await everythingIn(frame)));
  }
  seen.push({ where: "title", text: await page.title() });
  seen.push({ where: "address", text: page.url() });
  seen.push({ where: "cookies", text: JSON.stringify(await page.context().cookies()) });
  return seen;
}

async function everythingIn(frame: Frame): Promise<Seen[]> {
  const parts = await frame.evaluate(() => {
    const roots: (Document | ShadowRoot)[] = [document];
    const out: [string, string][] = [];
    for (let root = roots.shift(); root; root = roots.shift()) {
      out.push(["markup", root instanceof Document ? root.documentElement.outerHTML : root.innerHTML]);
      for (const element of root.querySelectorAll("*")) {
        if (element.shadowRoot) roots.push(element.shadowRoot);
        if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) out.push(["field", element.value]);
      }
    }
    out.push(["frame address", location.href], ["history", JSON.stringify(history.state)]);
    for (const name of ["localStorage", "sessionStorage"] as const) {
      try {
        out.push([name, JSON.stringify({ ...window[name] })]);
      } catch {
        // Storage is switched off.
      }
    }
    return out;
  });
  return parts.map(([where, text]) => ({ where: `${where} of ${frame.url()}`, text }));
}
