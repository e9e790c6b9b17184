// The rail: screens, then what else there is. On a phone it lies at the bottom of the list, with all but the screens under "More".
import type { JSX } from "preact";
import type { Screen } from "../model/roles.ts";
import { go } from "../route.ts";
import { t } from "../strings/index.ts";
import { Icon } from "../ui/icon.tsx";
import { type ActName, ACTS } from "./acts.ts";

export interface RailProps {
  screens: readonly Screen[];
  screen: Screen | undefined;
  /** Whether a chat is open, to which the rail leads back. */
  chatOpen: boolean;
  /** How many chats want attention. */
  wanting: number;
  onAct(act: ActName): void;
  onMore(): void;
}

const LABELS = {
  chats: "rail.chats",
  history: "rail.history",
  board: "rail.board",
  numbers: "rail.numbers",
  settings: "rail.settings",
} as const;

export function Rail(props: RailProps): JSX.Element {
  const { screens, screen, chatOpen, wanting, onAct, onMore } = props;
  return (
    <nav class="rail" aria-label={t("rail.label")}>
      {screens.map((name) => (
        <button
          key={name}
          type="button"
          class="rail-item"
          aria-current={name === screen ? "page" : undefined}
          onClick={() => go({ screen: name, open: name === "chats" && chatOpen })}
        >
          <Icon name={name} />
          <span>{t(LABELS[name])}</span>
          {name === "chats" && wanting > 0 && <span class="badge rail-badge">{wanting}</span>}
        </button>
      ))}
      <span class="rail-gap" />
      {ACTS.map(({ name, icon, words, keys }) => (
        <button key={name} type="button" class="rail-item rail-act" onClick={() => onAct(name)} aria-keyshortcuts={keys}>
          <Icon name={icon} />
          <span>{t(words)}</span>
        </button>
      ))}
      <button type="button" class="rail-item rail-more" onClick={onMore} aria-haspopup="dialog">
        <Icon name="more" />
        <span>{t("rail.more")}</span>
      </button>
    </nav>
  );
}
