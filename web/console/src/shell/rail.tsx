// The rail: screens, keys, sign-out. On a phone it lies at the bottom of the list.
import type { JSX } from "preact";
import type { Screen } from "../model/roles.ts";
import { go } from "../route.ts";
import { t } from "../strings/index.ts";
import { Icon } from "../ui/icon.tsx";

export interface RailProps {
  screens: readonly Screen[];
  screen: Screen | undefined;
  /** Whether a chat is open, to which the rail leads back. */
  chatOpen: boolean;
  /** How many chats want attention. */
  wanting: number;
  onCommands(): void;
  onNotices(): void;
  onLanguage(): void;
  onKeys(): void;
  onSignOut(): void;
}

const LABELS = {
  chats: "rail.chats",
  history: "rail.history",
  board: "rail.board",
  numbers: "rail.numbers",
  settings: "rail.settings",
} as const;

export function Rail(props: RailProps): JSX.Element {
  const { screens, screen, chatOpen, wanting, onCommands, onNotices, onLanguage, onKeys, onSignOut } = props;
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
      <button type="button" class="rail-item rail-keys" onClick={onCommands} aria-keyshortcuts="Control+k Meta+k">
        <Icon name="find" />
        <span>{t("rail.commands")}</span>
      </button>
      <button type="button" class="rail-item" onClick={onNotices} aria-keyshortcuts="s">
        <Icon name="bell" />
        <span>{t("rail.notices")}</span>
      </button>
      <button type="button" class="rail-item" onClick={onLanguage}>
        <Icon name="language" />
        <span>{t("rail.language")}</span>
      </button>
      <button type="button" class="rail-item rail-keys" onClick={onKeys} aria-keyshortcuts="?">
        <Icon name="keys" />
        <span>{t("rail.keys")}</span>
      </button>
      <button type="button" class="rail-item" onClick={onSignOut}>
        <Icon name="out" />
        <span>{t("rail.signOut")}</span>
      </button>
    </nav>
  );
}
