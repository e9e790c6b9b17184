// Which screen the address names. The address carries a word, never an id or a name: `#chats`, `#history`, and `/open` when
// one thing of the list is on the screen, so that "back" on a phone leads from the chat to the list.
import { signal } from "@preact/signals";
import { SCREENS, type Screen } from "./model/roles.ts";

export interface Route {
  screen: Screen;
  open: boolean;
}

export const route = signal<Route>({ screen: "chats", open: false });

/** Asked before the person leaves what is on the screen; true keeps them there, and `leave` goes on when they say so. */
type Keeper = (leave: () => void) => boolean;
let keeper: Keeper | undefined;

/** Keeps the person from leaving without a word, until the returned function is called. */
export function keepScreen(keep: Keeper): () => void {
  keeper = keep;
  return () => {
    if (keeper === keep) keeper = undefined;
  };
}

export function parseRoute(hash: string): Route {
  const [screen, rest] = hash.replace(/^#/, "").split("/");
  return { screen: SCREENS.find((name) => name === screen) ?? "chats", open: rest === "open" };
}

export function hashOf({ screen, open }: Route): string {
  return open ? `#${screen}/open` : `#${screen}`;
}

/** Follows the browser's back and forward. Returns what ends it. */
export function followAddress(): () => void {
  const follow = (): void => {
    const next = parseRoute(location.hash);
    const here = route.peek();
    const kept = keeper?.(() => go(next)) ?? false;
    if (kept) history.pushState(null, "", hashOf(here));
    else route.value = next;
  };
  // Whatever was open is not after a reload: only the screen counts.
  route.value = { ...parseRoute(location.hash), open: false };
  history.replaceState(null, "", hashOf(route.value));
  addEventListener("popstate", follow);
  return () => removeEventListener("popstate", follow);
}

export function go(next: Route): void {
  const { screen, open } = route.peek();
  if (screen === next.screen && open === next.open) return;
  if (keeper?.(() => go(next))) return;
  route.value = next;
  history.pushState(null, "", hashOf(next));
}

/** From the open thing to its list. */
export function goBack(): void {
  go({ ...route.peek(), open: false });
}

/** Puts right where we are, without a step in the browser's history. */
export function settle(next: Route): void {
  route.value = next;
  history.replaceState(null, "", hashOf(next));
}
