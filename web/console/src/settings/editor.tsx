// The frame of what is being changed: heading, what is wrong, the fields, and the bar that saves.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { goBack } from "../route.ts";
import { LOCALE } from "../strings/index.ts";
import { Icon } from "../ui/icon.tsx";
import type { Draft } from "./draft.ts";
import { FormContext, idOf } from "./fields.tsx";
import { s } from "./text.ts";
import { leaving } from "./unsaved.tsx";

interface EditorProps<T extends object> {
  title: string;
  draft: Draft<T>;
  locked: boolean;
  /** What a place is called on this screen. */
  nameOf(path: string): string;
  /** Brings the field of a place onto the screen. */
  show?(path: string): void;
  /** What saving will do, above its button. */
  effect?: ComponentChildren;
  saveLabel?: string;
  children: ComponentChildren;
}

export function Editor<T extends object>(props: EditorProps<T>): JSX.Element {
  const { title, draft, locked, nameOf, show, effect, saveLabel = s("save"), children } = props;
  const form = useRef<HTMLFormElement>(null);

  async function discard(): Promise<void> {
    await draft.discard();
    // The button is gone with the changes.
    form.current?.querySelector<HTMLElement>("[data-home]")?.focus();
  }

  return (
    <form
      ref={form}
      class="set-editor"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void draft.save();
      }}
    >
      <PaneHead title={title} />
      {locked && <p class="notice">{s("locked")}</p>}
      <Told draft={draft} nameOf={nameOf} show={show} />
      <FormContext.Provider value={{ faults: draft.faults, locked }}>{children}</FormContext.Provider>
      {!locked && (
        <div class="set-bar">
          {draft.dirty && effect}
          <div class="set-bar-acts">
            <span class="soft">{draft.dirty ? s("bar.unsaved") : draft.kept && s("bar.saved")}</span>
            {draft.dirty && (
              <button type="button" class="button-line" onClick={() => void discard()}>
                {s("discard")}
              </button>
            )}
            <button
              type="submit"
              class="button"
              aria-disabled={!draft.dirty || draft.saving}
              onClick={(event) => {
                if (!draft.dirty || draft.saving) event.preventDefault();
              }}
            >
              {draft.saving ? s("saving") : saveLabel}
            </button>
          </div>
        </div>
      )}
    </form>
  );
}

interface ToldProps<T extends object> {
  draft: Draft<T>;
  nameOf(path: string): string;
  show?: ((path: string) => void) | undefined;
}

/** What became of the last attempt: faults with the way to each, a conflict and what can be done about it. Takes the focus when it comes. */
export function Told<T extends object>({ draft, nameOf, show }: ToldProps<T>): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (draft.attempts > 0) place.current?.focus();
  }, [draft.attempts]);

  function jump(path: string): void {
    show?.(path);
    // After the section with it is on the screen.
    requestAnimationFrame(() => nearest(path)?.focus());
  }

  async function putTogether(): Promise<void> {
    await draft.putTogether();
    // The button is gone; what became of both stands here.
    place.current?.focus();
  }

  const faults = [...draft.faults];
  const { together } = draft;
  return (
    <div ref={place} tabIndex={-1} role="group" aria-label={s("faults.label")} class="set-summary">
      {faults.length > 0 && (
        <div class="notice notice-danger" role="alert">
          <p>{s("faults.title", { n: faults.length })}</p>
          <ul>
            {faults.map(([path, message]) => (
              <li key={path}>
                <button type="button" class="set-link" onClick={() => jump(path)}>
                  {s("faults.line", { where: nameOf(path), message })}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      {draft.conflict && (
        <div class="notice notice-danger" role="alert">
          <p>{s("conflict.text")}</p>
          <button type="button" class="button-line" onClick={() => void putTogether()}>
            {s("conflict.together")}
          </button>
        </div>
      )}
      {draft.problem !== "" && <p class="notice notice-danger" role="alert">{draft.problem}</p>}
      {together && (
        <div class="notice" role="status">
          <p>{s("together.text")}</p>
          {together.theirs.length > 0 && <p>{s("together.theirs", { what: list(together.theirs, nameOf) })}</p>}
          {together.both.length > 0 && <p><strong>{s("together.both", { what: list(together.both, nameOf) })}</strong></p>}
        </div>
      )}
    </div>
  );
}

/** The heading of the pane; takes the focus when the pane comes. */
export function PaneHead({ title }: { title: string }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <header class="set-head">
      <button type="button" class="button-quiet set-back" aria-label={s("back")} onClick={() => leaving(goBack)}>
        <Icon name="back" />
      </button>
      <h2 ref={heading} tabIndex={-1} data-home dir="auto">{title}</h2>
    </header>
  );
}

/** The field of that place, or of the place it is in. */
function nearest(path: string): HTMLElement | null {
  const parts = path.split(".");
  for (let n = parts.length; n > 0; n -= 1) {
    const found = document.getElementById(idOf(parts.slice(0, n).join(".")));
    if (found) return found;
  }
  return null;
}

const list = (paths: readonly string[], nameOf: (path: string) => string): string =>
  new Intl.ListFormat(LOCALE).format([...new Set(paths.map(nameOf))]);
