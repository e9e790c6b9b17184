// Whether a person still sits before the console. Windows of one browser tell each other that they are used, and nothing else.

/** Without a key, a click or a movement for so long: away. */
export const IDLE_MS = 5 * 60_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel"] as const;
/** Other windows are told at most so often. */
const TELL_MS = 5_000;
const LOOK_MS = 1_000;

/** Calls `act` each time nobody has used the console for `IDLE_MS`, until the returned function is called. */
export function whenIdle(act: () => void): () => void {
  const others = new BroadcastChannel("bedside.in-use");
  let last = Date.now();
  let told = 0;
  const used = (): void => {
    last = Date.now();
    if (last - told < TELL_MS) return;
    told = last;
    others.postMessage("used");
  };
  others.onmessage = () => (last = Date.now());
  for (const sign of SIGNS) addEventListener(sign, used, { passive: true, capture: true });
  const timer = setInterval(() => {
    if (Date.now() - last < IDLE_MS) return;
    last = Date.now();
    act();
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    others.close();
    for (const sign of SIGNS) removeEventListener(sign, used, { capture: true });
  };
}
