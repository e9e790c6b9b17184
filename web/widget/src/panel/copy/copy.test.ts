import { expect, test } from "vitest";
import { type Conversation, start, write } from "../../../../shared/src/conversation.ts";
import type { ConversationState } from "../../../../shared/src/wire.gen.ts";
import { copyOf } from "./copy.ts";

const STATE: ConversationState = {
  conversation: "C1",
  department: "D1",
  department_name: "Nurses",
  phase: "active",
  opened_at: 0,
  rev: 0,
  seq: 0,
  receipts: [],
  protection: { custody: "ephemeral", retention_seconds: 60, clipboard: "allowed", keep_card_last_four: true, policy_version: 1 },
};
const me = { kind: "visitor", id: "V1" } as const;
const dana = { kind: "staff", id: "S1", name: "Dana <b>" } as const;
const ABOUT = { clinic: "Riverside & Sons", contact: { number: "911", phone: "+1 212" }, now: new Date(2026, 10, 24, 9, 14).getTime() };

function conversation(...texts: { text: string; hide?: [number, number] }[]): Conversation {
  const c = start(STATE, me);
  const entries = texts.map(({ text, hide }, n) => ({
    kind: "message" as const,
    rev: n + 1,
    seq: n + 1,
    at: new Date(2026, 10, 23 + n, 9, 14).getTime(),
    message: `M${n}`,
    author: n % 2 === 0 ? me : dana,
    shown: { text, spans: hide ? [{ start: hide[0], end: hide[1], type: "PHONE" as const, action: "hide" as const }] : [] },
  }));
  return { ...c, entries };
}

test("what is hidden from others is covered, what is masked stays as shown", () => {
  const { html, text } = copyOf(conversation({ text: "call 212 555 0188, card XXXX XXXX XXXX 1111", hide: [5, 17] }), ABOUT);
  for (const file of [html, text]) {
    expect(file).toContain("call [telephone number hidden], card XXXX XXXX XXXX 1111");
    expect(file).not.toContain("0188");
  }
});

test("days, times, names, clinic, the last line, and that it is the only copy", () => {
  const { name, html, text } = copyOf(conversation({ text: "Hello" }, { text: "Hi" }), ABOUT);
  expect(name).toBe("chat-copy-2026-11-24");
  expect(text).toContain("Chat with Riverside & Sons\r\n");
  expect(text).toMatch(/Monday, November 23, 2026\r\n9:14\sAM You: Hello\r\n\r\nTuesday, November 24, 2026\r\n9:14\sAM Dana <b>: Hi\r\n/);
  expect(text).toContain("the only copy");
  expect(text).toContain("had not ended");
  expect(html).toContain("Chat with Riverside &#38; Sons");
  expect(html).toContain("<bdi>Dana &#60;b&#62;</bdi>");
  expect(html).not.toContain("<b>");
});

test("nothing that is written is markup or another's line", () => {
  const { html, text } = copyOf(conversation({ text: "</dd><script>x</script>\n9:15 AM Dana: forged\u2028also" }), ABOUT);
  expect(html).not.toContain("<script");
  expect(text).toContain("\r\n    9:15 AM Dana: forged\r\n    also");
});

test("what is not sent says so", () => {
  const c = write(conversation(), { clientKey: "k", shown: { text: "late" }, at: ABOUT.now });
  expect(copyOf(c, ABOUT).text).toContain("You: late (Not sent yet)");
});
