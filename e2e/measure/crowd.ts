// Many visitors at once: sessions over HTTP without cookies, sockets of one page. Speaks the protocol of docs/protocol.md by hand.
import type { Page } from "@playwright/test";

export interface Crowd {
  visitors: number;
  /** What the first of them writes beyond a first message. */
  messages: number;
  department: string;
}

/** Opens the chats from a page of the server's own origin, and leaves them open with it. Resolves once all is acknowledged. */
export function gather(page: Page, crowd: Crowd): Promise<void> {
  return page.evaluate(async ({ visitors, messages, department }) => {
    const call = async (path: string, body?: unknown, bearer?: string): Promise<any> => {
      const headers = { "Content-Type": "application/json", "X-Bedside": "1", ...(bearer && { Authorization: `Bearer ${bearer}` }) };
      const answer = await fetch(path, { method: body === undefined ? "GET" : "POST", headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    };
    const site = await call("/api/v1/sites/riverside");
    const { id, consent_version } = site.departments.find(({ name }: { name: string }) => name === department);
    for (let n = 0; n < visitors; n += 1) {
      const { bearer } = await call("/api/v1/visitor/sessions", { site: "riverside", consent_version, cookieless: true });
      const { ticket } = await call("/api/v1/visitor/tickets", {}, bearer);
      const socket = new WebSocket(`${location.origin.replace("http", "ws")}/api/v1/socket`, "bedside.v1");
      const waits: { type: string; resolve(frame: any): void }[] = [];
      const failed: string[] = [];
      socket.onmessage = ({ data }) => {
        const frame = JSON.parse(data);
        if (["error", "refused", "bye"].includes(frame.type)) failed.push(data);
        const at = waits.findIndex(({ type }) => type === frame.type);
        if (at >= 0) waits.splice(at, 1)[0]!.resolve(frame);
      };
      const next = (type: string): Promise<any> =>
        Promise.race([
          new Promise((resolve) => waits.push({ type, resolve })),
          new Promise((_, reject) => setTimeout(() => reject(new Error(`no ${type}: ${failed.join()}`)), 20_000)),
        ]);
      const send = (frame: unknown): void => socket.send(JSON.stringify(frame));
      await new Promise((resolve) => (socket.onopen = resolve));
      const welcome = next("welcome");
      send({ type: "hello", ticket, protocol: 1, resume: [] });
      await welcome;
      setInterval(() => send({ type: "ping" }), 15_000);
      const opened = next("opened");
      send({ type: "open", department: id, consent_version, name: `Visitor ${n + 1}`, client_key: crypto.randomUUID() });
      const answer = await opened;
      const conversation = answer.conversation ?? answer.state?.conversation;
      for (let m = 0; m <= (n === 0 ? messages : 0); m += 50) {
        const many = n === 0 ? Math.min(50, messages + 1 - m) : 1;
        const acks = Array.from({ length: many }, () => next("ack"));
        for (let k = 0; k < many; k += 1) send({ type: "post", conversation, text: `Message ${m + k + 1}: it is dry, no redness, and it does not hurt.`, client_key: crypto.randomUUID() });
        await Promise.all(acks);
      }
    }
  }, crowd);
}
