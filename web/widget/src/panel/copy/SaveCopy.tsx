// "Save a copy": asked first, because others may use the computer; then made in the browser, with no word to the server.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../../../shared/src/conversation.ts";
import type { State } from "../model/state.ts";
import { c as t } from "../text.ts";
import { type Copy, copyOf } from "./copy.ts";

interface SaveCopyProps {
  conversation: Conversation;
  state: State;
}

export function SaveCopy({ conversation, state }: SaveCopyProps) {
  const [asking, setAsking] = useState(false);
  const [saved, setSaved] = useState(false);

  function save(kind: "html" | "text"): void {
    const { contact, site } = state;
    download(copyOf(conversation, { clinic: site?.name ?? "", contact, now: Date.now() }), kind);
    setAsking(false);
    setSaved(true);
  }

  return (
    <>
      <button type="button" class="button" onClick={() => setAsking(true)}>
        {t("button")}
      </button>
      <p role="status" class={saved ? "soft" : "unseen"}>{saved ? t("saved") : ""}</p>
      {asking && (
        <Ask only={conversation.state.protection.custody === "ephemeral"} save={save} done={() => setAsking(false)} />
      )}
    </>
  );
}

function Ask({ only, save, done }: { only: boolean; save(kind: "html" | "text"): void; done(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="copy-title"
      aria-describedby="copy-text"
      onClose={done}
      onKeyDown={(event) => event.key === "Escape" && event.stopPropagation()}
    >
      <h2 id="copy-title">{t("title")}</h2>
      <div id="copy-text">
        <p>{t("shared")}</p>
        <p>{t("hidden")}</p>
        {only && <p>{t("only")}</p>}
      </div>
      <div class="row">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {t("cancel")}
        </button>
        <button type="button" class="button" onClick={() => save("text")}>
          {t("text")}
        </button>
        <button type="button" class="button primary" onClick={() => save("html")}>
          {t("html")}
        </button>
      </div>
    </dialog>
  );
}

/** Long enough for the browser to take the file. */
const TAKEN_MS = 60_000;

function download(copy: Copy, kind: "html" | "text"): void {
  const type = kind === "html" ? "text/html" : "text/plain";
  const url = URL.createObjectURL(new Blob([copy[kind]], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${copy.name}.${kind === "html" ? "html" : "txt"}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), TAKEN_MS);
}
