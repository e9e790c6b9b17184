// Things one adds, moves and removes. The focus stays with what was moved, goes into what was added, and to the list after a removal;
// each is announced with its place.
import type { ComponentChildren, JSX, RefObject } from "preact";
import { useContext, useLayoutEffect, useRef } from "preact/hooks";
import { announce } from "../ui/announcer.tsx";
import { Fault, FormContext, idOf } from "./fields.tsx";
import { s } from "./text.ts";

/** Puts the focus on the element of that selector within `place`, once what is changed now is on the screen. */
export function useFocusAfter(place: RefObject<HTMLElement | null>): (selector: string) => void {
  const wanted = useRef("");
  useLayoutEffect(() => {
    if (wanted.current === "") return;
    const selector = wanted.current;
    wanted.current = "";
    (place.current?.querySelector<HTMLElement>(selector) ?? place.current)?.focus();
  });
  return (selector) => {
    wanted.current = selector;
  };
}

/** `items` with two of them in each other's place. */
export function swapped<T>(items: readonly T[], a: number, b: number): T[] {
  return items.map((one, at) => (at === a ? (items[b] as T) : at === b ? (items[a] as T) : one));
}

interface MoveProps {
  name: string;
  index: number;
  count: number;
  move(to: number): void;
}

/** One place up, one place down. */
export function MoveButtons({ name, index, count, move }: MoveProps): JSX.Element {
  const step = (way: "up" | "down", to: number, sign: string): JSX.Element => {
    const none = to < 0 || to >= count;
    return (
      <button
        type="button"
        class="button-line"
        data-move={way}
        aria-label={s(`list.${way}`, { name })}
        aria-disabled={none}
        onClick={() => {
          if (none) return;
          move(to);
          announce(s("list.moved", { name, place: to + 1, n: count }));
        }}
      >
        {sign}
      </button>
    );
  };
  return (
    <>
      {step("up", index - 1, "↑")}
      {step("down", index + 1, "↓")}
    </>
  );
}

interface ListProps<T> {
  /** Place of the list. */
  path: string;
  /** What the list is called. */
  label: string;
  items: readonly T[];
  set(items: T[]): void;
  /** What one is called, for the names of its buttons. */
  nameOf(item: T, index: number): string;
  children(item: T, change: (part: Partial<T>) => void, index: number): ComponentChildren;
  make(): T;
  add: string;
  empty: string;
  /** How many there may be. */
  most?: number;
}

export function ListField<T>({ path, label, items, set, nameOf, children, make, add, empty, most = Infinity }: ListProps<T>): JSX.Element {
  const { locked } = useContext(FormContext);
  const place = useRef<HTMLDivElement>(null);
  const focusAfter = useFocusAfter(place);
  const row = (index: number): string => `:scope > ol > li:nth-child(${index + 1})`;

  function moveTo(from: number, to: number): void {
    set(swapped(items, from, to));
    focusAfter(`${row(to)} [data-move=${to < from ? "up" : "down"}]`);
  }

  function remove(index: number): void {
    announce(s("list.removed", { name: nameOf(items[index] as T, index), n: items.length - 1 }));
    set(items.filter((_one, at) => at !== index));
    focusAfter(":scope");
  }

  function append(): void {
    set([...items, make()]);
    focusAfter(["input", "textarea", "select"].map((field) => `${row(items.length)} ${field}`).join(", "));
    announce(s("list.added", { n: items.length + 1 }));
  }

  return (
    <div ref={place} id={idOf(path)} tabIndex={-1} role="group" aria-label={label} class="set-list">
      <Fault path={path} />
      {items.length === 0 && <p class="soft">{empty}</p>}
      <ol>
        {items.map((item, index) => (
          <li key={index} class="set-row">
            <div class="set-row-body">
              {children(item, (part) => set(items.map((one, at) => (at === index ? { ...one, ...part } : one))), index)}
            </div>
            {!locked && (
              <div class="set-row-acts">
                <MoveButtons name={nameOf(item, index)} index={index} count={items.length} move={(to) => moveTo(index, to)} />
                <button type="button" class="button-line" aria-label={s("list.remove", { name: nameOf(item, index) })} onClick={() => remove(index)}>
                  {s("list.removeShort")}
                </button>
              </div>
            )}
          </li>
        ))}
      </ol>
      {!locked && items.length < most && (
        <button type="button" class="button-line set-add" onClick={append}>
          {add}
        </button>
      )}
    </div>
  );
}
