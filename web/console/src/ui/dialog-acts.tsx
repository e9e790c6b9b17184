// The last row of a dialogue that asks before something is done: the way back, which has the focus, and the button that does it.
import type { JSX } from "preact";
import { t } from "../strings/index.ts";

export interface DialogActsProps {
  /** What the button that does it says. */
  label: string;
  /** What it says while that is under way; it is pressed once. */
  working?: string | undefined;
  /** For what cannot be undone, or is lost. */
  danger?: boolean;
  /** Without it the button sends the form around it. */
  act?(): void;
  onClose(): void;
  /** What the way back says, where it is more than "Cancel". */
  back?: string;
  disabled?: boolean;
}

export function DialogActs({ label, working, danger = false, act, onClose, back = t("dialog.cancel"), disabled = false }: DialogActsProps): JSX.Element {
  const isForm = act === undefined;
  return (
    <div class="dialog-acts">
      <button type="button" class="button-line" autofocus={!isForm} onClick={onClose}>
        {back}
      </button>
      <button
        type={isForm ? "submit" : "button"}
        class={danger ? "button button-danger" : "button"}
        aria-disabled={working !== undefined || disabled}
        onClick={() => working === undefined && !disabled && act?.()}
      >
        {working ?? label}
      </button>
    </div>
  );
}
