// What tests begin with.
import type { CardState } from "../../shared/src/wire.gen.ts";

/** The card of a patient who waits and is there. */
export const fakeCard = (change: Partial<CardState> = {}): CardState => ({
  conversation: "a",
  name: "Maria",
  topic: "",
  department: "d",
  phase: "waiting",
  opened_at: 0,
  waiting_since: 0,
  seq: 0,
  visitor_here: true,
  urgent: false,
  ...change,
});
