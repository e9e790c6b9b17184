// A modal dialogue on the native element: Esc and the button close it, and the focus goes back to where it came from. A click beside
// it closes it too, until something was typed or chosen in it: that goes by no slip of the hand.
import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../strings/index.ts";
import { DialogAnnouncer } from "./announcer.tsx";
import { Icon } from "./icon.tsx";

export interface DialogProps {
  title: string;
  /** Asked for by Esc, by the close button or, while nothing was entered, by a click beside the dialogue. */
  onClose(): void;
  children: ComponentChildren;
  wide?: boolean;
}

export function Dialog({ title, onClose, children, wide = false }: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const touched = useRef(false);
  const pressedBeside = useRef(false);
  const touch = (): void => void (touched.current = true);

  useLayoutEffect(() => {
    const opener = document.activeElement;
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      dialog?.close();
      focusAfter(opener);
    };
  }, []);

  return (
    <dialog
      ref={element}
      class={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onInput={touch}
      onChange={touch}
      onMouseDown={(event) => void (pressedBeside.current = event.target === element.current)}
      onClick={(event) => {
        if (event.target === element.current && pressedBeside.current && !touched.current) onClose();
      }}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={heading}>{title}</h2>
          <button type="button" class="button-quiet" aria-label={t("dialog.close")} onClick={onClose}>
            <Icon name="end" />
          </button>
        </header>
        {children}
      </div>
      <DialogAnnouncer />
    </dialog>
  );
}

/** Back to the opener; where that is gone (the chat it belonged to has closed), to the screen's heading. */
function focusAfter(opener: Element | null): void {
  if (opener instanceof HTMLElement && opener.isConnected && opener !== document.body) return opener.focus();
  document.querySelector<HTMLElement>("[data-home]")?.focus();
}
