// Keeps a person from losing what was not saved: on the way to another screen, another setting, or out of the page.
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { keepScreen } from "../route.ts";
import { Dialog } from "../ui/dialog.tsx";
import { s } from "./text.ts";

/** Whether something on the screen was changed and not saved. */
const dirty = signal(false);
/** What is done when the person says that the changes may go. */
const wanted = signal<(() => void) | undefined>();

/** Does it now, or asks first. */
export function leaving(go: () => void): void {
  if (dirty.peek()) wanted.value = go;
  else go();
}

/** For the editor on the screen: tells whether it holds changes. */
export function useUnsaved(isDirty: boolean): void {
  useEffect(() => {
    dirty.value = isDirty;
    return () => {
      dirty.value = false;
    };
  }, [isDirty]);
}

export function UnsavedGuard(): JSX.Element | null {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (dirty.peek()) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    const release = keepScreen((go) => {
      if (!dirty.peek()) return false;
      wanted.value = go;
      return true;
    });
    return () => {
      removeEventListener("beforeunload", ask);
      release();
      wanted.value = undefined;
    };
  }, []);
  const go = wanted.value;
  if (!go) return null;
  const close = (): void => {
    wanted.value = undefined;
  };
  return (
    <Dialog title={s("unsaved.title")} onClose={close}>
      <p>{s("unsaved.text")}</p>
      <div class="dialog-acts">
        <button type="button" class="button-line" autofocus onClick={close}>
          {s("unsaved.stay")}
        </button>
        <button
          type="button"
          class="button button-danger"
          onClick={() => {
            dirty.value = false;
            close();
            go();
          }}
        >
          {s("unsaved.leave")}
        </button>
      </div>
    </Dialog>
  );
}
