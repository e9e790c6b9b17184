// On a phone: what the rail has no room for.
import type { JSX } from "preact";
import { t } from "../strings/index.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { type ActName, ACTS } from "./acts.ts";

export function MoreDialog({ onChoose, onClose }: { onChoose(act: ActName): void; onClose(): void }): JSX.Element {
  return (
    <Dialog title={t("rail.more")} onClose={onClose}>
      <ul class="more-list">
        {ACTS.map(({ name, icon, words }) => (
          <li key={name}>
            <button type="button" class="more-item" onClick={() => onChoose(name)}>
              <Icon name={icon} />
              {t(words)}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
