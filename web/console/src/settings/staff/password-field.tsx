// A password that an administrator makes for somebody: shown, so that it can be handed over; afterwards nobody can read it again.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { announce } from "../../ui/announcer.tsx";
import { Field } from "../fields.tsx";
import { s } from "../text.ts";
import { newPassword } from "./password.ts";

export function PasswordField({ value, set }: { value: string; set(value: string): void }): JSX.Element {
  const [copied, setCopied] = useState<{ password: string; done: boolean }>();

  async function copy(): Promise<void> {
    const done = await navigator.clipboard.writeText(value).then(
      () => true,
      () => false,
    );
    setCopied({ password: value, done });
    announce(s(done ? "password.copied" : "password.copyFailed"));
  }

  return (
    <Field path="password" label={s("password.label")} hint={s("password.hint")}>
      {(control) => (
        <>
          <span class="set-pair">
            <input {...control} autocomplete="off" spellcheck={false} autocapitalize="none" value={value} onInput={(event) => set(event.currentTarget.value)} />
            <button type="button" class="button-line" onClick={() => void copy()}>{s("password.copy")}</button>
            <button type="button" class="button-line" onClick={() => set(newPassword())}>{s("password.make")}</button>
          </span>
          {copied?.password === value && <p class="soft set-hint">{s(copied.done ? "password.copied" : "password.copyFailed")}</p>}
        </>
      )}
    </Field>
  );
}
