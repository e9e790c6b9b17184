// Accepting a waiting chat, from its row or from its card.
import { useState } from "preact/hooks";
import type { Live } from "../live.ts";

export function useAccept(live: Live, conversation: string, then: (conversation: string) => void) {
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState("");

  async function accept(): Promise<void> {
    if (working) return;
    setWorking(true);
    setProblem("");
    const outcome = await live.accept(conversation);
    setWorking(false);
    if (outcome.ok) then(conversation);
    else setProblem(outcome.text);
  }

  return { accept, working, problem };
}
