// Which screen the address names. The address carries a word, never an id or a name: `#chats`, `#history`, and `/open` when
// one thing of the list is on the screen, so that "back" on a phone leads from the chat to the list.
import { signal } from "@preact/signals";
import type { Screen } from "./model/roles.ts";

export interface Route {
  screen: Screen;
  open: boolean;
}

export const route = signal<Route>({ screen: "chats", open: false });

export function parseRoute(hash: string): Route {
  const [screen, rest] = hash.replace(/^#/, "").split("/");
  return { screen: screen === "history" || screen === "board" || screen === "numbers" ? screen : "chats", open: rest === "open" };
}

export function hashOf({ screen, open }: Route): string {
  return open ? `#${screen}/open` : `#${screen}`;
}

/** Follows the browser's back and forward. Returns what ends it. */
export function followAddress(): () => void {
  const follow = (): void => {
    route.value = parseRoute(location.hash);
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
