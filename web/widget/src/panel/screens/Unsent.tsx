// What a chat left unsent that ended while the page was gone: nothing is erased without a word.
import { useRef, useState } from "preact/hooks";
import type { Model } from "../model/model.ts";
import type { Unsent as Texts } from "../model/state.ts";
import { a } from "../text.ts";

export function Unsent({ unsent: { conversation, texts }, model }: { unsent: Texts; model: Model }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState("");

  function copy(): void {
    box.current?.select();
    // In a frame of another site there is no other clipboard. Where there is none at all, the text is marked.
    setSaid(document.execCommand("copy") ? a("unsent.copied") : a("unsent.marked"));
  }

  return (
    <section class="unsent" aria-labelledby="unsent-title">
      <h2 id="unsent-title">{a("unsent.title", { n: texts.length })}</h2>
      <p>{a("unsent.text")}</p>
      <textarea ref={box} readOnly dir="auto" rows={Math.min(5, texts.length + 1)} aria-label={a("unsent.list")} value={texts.join("\n\n")} />
      <div class="row">
        <button type="button" class="button primary" onClick={() => model.reopen(conversation)}>
          {a("unsent.send")}
        </button>
        <button type="button" class="button" onClick={copy}>
          {a("unsent.copy")}
        </button>
        <button type="button" class="button" onClick={model.erase}>
          {a("unsent.remove")}
        </button>
      </div>
      <p role="status" class={said ? "soft" : "unseen"}>{said}</p>
    </section>
  );
}
