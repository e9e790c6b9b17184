// Speaks to screen readers, apart from what is on the screen. Two polite regions take turns, so that the same words twice are
// read twice; only an emergency interrupts.
import { signal } from "@preact/signals";
import type { JSX } from "preact";

const polite = signal<readonly [string, string]>(["", ""]);
const urgent = signal("");
let turn = 0;

/** Says it once, when the reader is done with what it is saying. */
export function announce(text: string): void {
  turn = 1 - turn;
  polite.value = turn === 0 ? [text, ""] : ["", text];
}

/** Interrupts. For emergencies only. */
export function interrupt(text: string): void {
  urgent.value = "";
  queueMicrotask(() => {
    urgent.value = text;
  });
}

/** Forgets what was said last: nothing of a session may stay in the page after it. */
export function silence(): void {
  polite.value = ["", ""];
  urgent.value = "";
}

export function Announcer(): JSX.Element {
  const [first, second] = polite.value;
  return (
    <>
      <div class="unseen" role="status" aria-live="polite">{first}</div>
      <div class="unseen" role="status" aria-live="polite">{second}</div>
      <div class="unseen" role="alert" aria-live="assertive">{urgent.value}</div>
    </>
  );
}
