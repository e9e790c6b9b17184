// Why no chat was opened: in the reader's words, with the end of a block.
import { expect, test } from "vitest";
import type { WireCode } from "../../../shared/src/wire.gen.ts";
import { whyNot } from "./refused.ts";

const refused = (code: WireCode, opens_at?: number) => ({ type: "refused", client_key: "k", code, message: "for programmers", ...(opens_at === undefined ? {} : { opens_at }) }) as const;

test("a blocked visitor reads until when", () => {
  const until = Date.UTC(2026, 11, 1, 12);
  for (const again of [false, true]) {
    expect(whyNot(refused("blocked", until), again)).toMatch(/^The clinic takes no chats from you until Tuesday, December 1.+\. If you need help, please call\.$/);
  }
  expect(whyNot(refused("blocked"), false)).toContain("at the moment");
});

test("other reasons, and never the server's own words", () => {
  expect(whyNot(refused("already_open"), false)).toContain("open already");
  expect(whyNot(refused("answer_invalid"), false)).toContain("one of the answers");
  expect(whyNot(refused("department_closed"), true)).toContain("closed now");
  expect(whyNot(refused("not_found"), true)).toContain("could not be gone on with");
  expect(whyNot({ type: "busy", client_key: "k", queue: "department", retry_after_s: 7 }, true)).toContain("in 7 seconds");
});
