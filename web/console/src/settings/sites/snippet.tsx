// The lines that embed the chat, with a button that copies them and a word on where they go.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SettingsSite } from "../../../../shared/src/wire.gen.ts";
import { announce } from "../../ui/announcer.tsx";
import { s } from "../text.ts";
import { snippetOf } from "./lines.ts";

const VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">';

export function Snippet({ site }: { site: SettingsSite }): JSX.Element {
  const [copied, setCopied] = useState<"" | "done" | "failed">("");
  const text = snippetOf(site);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setCopied("done");
      announce(s("snippet.copied"));
    } catch {
      setCopied("failed");
    }
  }

  return (
    <section class="set-snippet" aria-labelledby="snippet-title">
      <h3 id="snippet-title">{s("snippet.title")}</h3>
      <p>{s("snippet.text")}</p>
      <pre dir="ltr" tabIndex={0} aria-label={s("snippet.label")}><code>{text}</code></pre>
      <div class="set-bar-acts">
        <span class={copied === "failed" ? "field-error" : "soft"}>
          {copied === "done" && s("snippet.copied")}
          {copied === "failed" && s("snippet.failed")}
        </span>
        <button type="button" class="button" onClick={() => void copy()}>{s("snippet.copy")}</button>
      </div>
      <p class="soft">{s("snippet.viewport", { line: VIEWPORT })}</p>
      <p class="soft">{s("snippet.where")}</p>
      {site.settings.origins.length === 0 && <p class="notice">{s("snippet.noOrigins")}</p>}
      {site.settings.departments.length === 0 && <p class="notice">{s("snippet.noDepartments")}</p>}
    </section>
  );
}
