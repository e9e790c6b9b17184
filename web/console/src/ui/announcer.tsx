// Speaks to screen readers, apart from what is on the screen. Two polite regions take turns, so that the same words twice are
// read twice; only an emergency interrupts. What is beneath a modal dialogue is inert and not read, so the topmost dialogue has
// regions of its own while it is open.
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** Where something is said: the page, or a dialogue over it. */
export type Layer = symbol;

interface Said {
  layer: Layer;
  polite: readonly [string, string];
  urgent: string;
}

/** A region that came into the page with its words in it is not read, and one that leaves with its dialogue neither: it is waited so long
 *  for both, in milliseconds. */
const WAIT_MS = 100;
const PAGE: Layer = Symbol("page");

const layers: Layer[] = [PAGE];
const said = signal<Said>({ layer: PAGE, polite: ["", ""], urgent: "" });
const pending = new Set<ReturnType<typeof setTimeout>>();
let turn = 0;

/** Says it once, when the reader is done with what it is saying. */
export function announce(text: string): void {
  soon(() => {
    turn = 1 - turn;
    say({ polite: turn === 0 ? [text, ""] : ["", text] });
  });
}

/** Interrupts. For emergencies only. */
export function interrupt(text: string): void {
  say({ urgent: "" });
  soon(() => say({ urgent: text }));
}

/** Forgets what was said last: nothing of a session may stay in the page after it. */
export function silence(): void {
  for (const timer of pending) clearTimeout(timer);
  pending.clear();
  said.value = { layer: PAGE, polite: ["", ""], urgent: "" };
}

/** A dialogue lies over everything from now on, until the returned function is called. */
export function openLayer(layer: Layer): () => void {
  layers.push(layer);
  return () => void layers.splice(layers.lastIndexOf(layer), 1);
}

/** What is said in one layer now. */
export function saidIn(layer: Layer): Pick<Said, "polite" | "urgent"> {
  return said.value.layer === layer ? said.value : { polite: ["", ""], urgent: "" };
}

/** The page's own regions. */
export function Announcer(): JSX.Element {
  return <Regions layer={PAGE} />;
}

/** The regions of an open dialogue. */
export function DialogAnnouncer(): JSX.Element {
  const [layer] = useState(() => Symbol("dialogue"));
  useLayoutEffect(() => openLayer(layer), []);
  return <Regions layer={layer} />;
}

function Regions({ layer }: { layer: Layer }): JSX.Element {
  const { polite: [first, second], urgent } = saidIn(layer);
  return (
    <>
      <div class="unseen" aria-live="polite" data-announcer>{first}</div>
      <div class="unseen" aria-live="polite" data-announcer>{second}</div>
      <div class="unseen" aria-live="assertive" data-announcer>{urgent}</div>
    </>
  );
}

function say(what: Partial<Said>): void {
  const layer = layers.at(-1) ?? PAGE;
  const old = said.peek();
  said.value = { ...(old.layer === layer ? old : { polite: ["", ""], urgent: "" }), layer, ...what };
}

function soon(what: () => void): void {
  const timer = setTimeout(() => {
    pending.delete(timer);
    what();
  }, WAIT_MS);
  pending.add(timer);
}
