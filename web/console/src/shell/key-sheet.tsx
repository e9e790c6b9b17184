// The sheet of keys, and the switch for those who do not want them.
import type { JSX } from "preact";
import { t } from "../strings/index.ts";
import { Dialog } from "../ui/dialog.tsx";
import { setSingleKeys, singleKeys } from "./keys.ts";

/** Every key there is; the command bar shows them beside what they do. */
export const KEYS = [
  [["j", "k"], "keys.move"],
  [["Enter"], "keys.open"],
  [["x"], "keys.decline"],
  [["r"], "keys.reply"],
  [["n"], "keys.note"],
  [["/", "Ctrl /"], "keys.canned"],
  [["/"], "keys.search"],
  [["t"], "keys.transfer"],
  [["e"], "keys.end"],
  [["f"], "keys.filter"],
  [["Ctrl k"], "keys.commands"],
  [["s"], "keys.notices"],
  [[","], "keys.settings"],
  [["?"], "keys.sheet"],
  [["Enter"], "keys.send"],
  [["Shift Enter"], "keys.line"],
  [["Esc"], "keys.escape"],
] as const;

export function KeySheet({ onClose }: { onClose(): void }): JSX.Element {
  return (
    <Dialog title={t("keys.title")} onClose={onClose}>
      <dl class="key-sheet">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={singleKeys.value}
          aria-describedby="single-keys-hint"
          onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        />
        {t("keys.single")}
      </label>
      <p class="soft" id="single-keys-hint">{t("keys.singleHint")}</p>
    </Dialog>
  );
}
