// The panel's side of postMessage v1 (docs/embed.md). Speaks only to the origin that spoke first: the server's
// frame-ancestors lets in none but the site's own.
import { type Envelope, type FromLoader, type FromPanel, fromLoader } from "../../../../shared/src/embed.ts";

export interface Host {
  tell(message: FromPanel): void;
}

/** Answers `ready` once there is something to show. */
export function listenToHost(shown: Promise<unknown>, on: (message: FromLoader) => void): Host {
  const parent = window.parent === window ? undefined : window.parent;
  let origin: string | undefined;
  const held: FromPanel[] = [];

  function tell(message: FromPanel): void {
    if (!parent) return;
    if (origin === undefined) {
      held.push(message);
      return;
    }
    const envelope: Envelope<FromPanel> = { ...message, bedside: 1 };
    parent.postMessage(envelope, origin);
  }

  if (parent) {
    addEventListener("message", (event) => {
      const message = fromLoader(event, parent, origin);
      if (!message) return;
      if (origin === undefined) {
        origin = event.origin;
        void shown.then(
          () => tell({ type: "ready" }),
          () => undefined, // no answer: the loader shows the telephone numbers
        );
        held.splice(0).forEach(tell);
      }
      on(message);
    });
  }
  return { tell };
}
