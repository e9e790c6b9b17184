// What a chat left unsent when it ended: nothing is erased without a word.
import { useRef, useState } from "preact/hooks";
import type { Model } from "../model/model.ts";
import type { Unsent as Texts } from "../model/state.ts";
import { a } from "../text.ts";

interface UnsentProps {
  unsent: Texts;
  model: Model;
  /** Of the chat on the screen, which has another button to go on. */
  here?: boolean;
}

export function Unsent({ unsent: { conversation, texts }, model, here }: UnsentProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState("");

  function copy(): void {
    box.current?.select();
    // In a frame of another site there is no other clipboard. Where there is none at all, the text is marked.
    setSaid(document.execCommand("copy") ? a("unsent.copied") : a("unsent.marked"));
  }

  function remove(): void {
    // The button goes with the box: the focus stays in the chat.
    document.querySelector<HTMLElement>("h1")?.focus();
    model.erase();
  }

  return (
    <section class="unsent" aria-labelledby="unsent-title">
      <h2 id="unsent-title">{a("unsent.title", { n: texts.length })}</h2>
      <p>{a(here ? "unsent.draft" : "unsent.text")}</p>
      <textarea ref={box} readOnly dir="auto" rows={Math.min(5, texts.length + 1)} aria-label={a("unsent.list")} value={texts.join("\n\n")} />
      <div class="row">
        {!here && (
          <button type="button" class="button primary" onClick={() => model.reopen(conversation)}>
            {a("unsent.send")}
          </button>
        )}
        <button type="button" class="button" onClick={copy}>
          {a("unsent.copy")}
        </button>
        <button type="button" class="button" onClick={remove}>
          {a("unsent.remove")}
        </button>
      </div>
      <p role="status" class={said ? "soft" : "unseen"}>{said}</p>
    </section>
  );
}
