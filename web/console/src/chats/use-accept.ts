// Accepting a waiting chat or declining an offered one, from its row or from its card.
import { useState } from "preact/hooks";
import type { Live } from "../live.ts";
import type { Outcome } from "../model/outcome.ts";

export function useAccept(live: Live, conversation: string, then: (conversation: string) => void) {
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState("");

  async function ask(request: Promise<Outcome>): Promise<boolean> {
    setWorking(true);
    setProblem("");
    const outcome = await request;
    setWorking(false);
    if (!outcome.ok) setProblem(outcome.text);
    return outcome.ok;
  }

  async function accept(): Promise<void> {
    if (!working && (await ask(live.accept(conversation)))) then(conversation);
  }

  async function decline(): Promise<void> {
    if (!working) await ask(live.decline(conversation));
  }

  return { accept, decline, working, problem };
}
