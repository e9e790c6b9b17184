// Opens the command bar and does what was chosen in it.
import { useEffect } from "preact/hooks";
import type { Live } from "../live.ts";
import { go } from "../route.ts";
import { perform } from "../shell/keys.ts";
import type { Todo } from "./list.ts";

/** Ctrl or Cmd and K, wherever the focus is, but in a dialogue. */
export function useCommandKey(open: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      if (document.querySelector("dialog[open]")) return;
      event.preventDefault();
      open();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}

/** After the bar has closed and given the focus back: what is done may move it. */
export function doLater(todo: Todo, live: Live | undefined, signOut: () => void): void {
  setTimeout(() => {
    switch (todo.kind) {
      case "key":
        return perform(todo.key);
      case "screen":
        return go({ screen: todo.screen, open: todo.screen === "chats" && live?.desk.peek().open !== undefined });
      case "chat":
        live?.show(todo.conversation);
        return go({ screen: "chats", open: true });
      case "state":
        return void live?.setAvailability(todo.state);
      case "sign-out":
        return signOut();
    }
  });
}
