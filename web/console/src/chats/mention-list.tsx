// Colleagues who fit the name that is typed in a note. As the list of canned replies: the focus stays where one writes.
import type { JSX } from "preact";
import { t } from "../strings/index.ts";
import type { Mentions } from "./use-mentions.ts";

export const MENTION_LIST = "mention-list";
export const mentionId = (index: number): string => `mention-${index}`;

export function MentionList({ mentions }: { mentions: Mentions }): JSX.Element | null {
  const { found, active } = mentions;
  if (!found) return null;
  return (
    <div class="canned" onMouseDown={(event) => event.preventDefault()}>
      {found.length > 0 && (
        <ul class="canned-list" role="listbox" id={MENTION_LIST} aria-label={t("mention.label")}>
          {found.map((one, index) => (
            <li
              key={one.id}
              id={mentionId(index)}
              class="canned-option"
              role="option"
              aria-selected={index === active}
              onClick={() => mentions.choose(one)}
            >
              <span class="canned-line">
                <span class="canned-title" dir="auto">{one.name}</span>
                <span class="soft">{t(one.online ? "mention.online" : "mention.offline")}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <p class="canned-said soft" role="status">
        {found.length === 0 ? t("mention.nothing") : t("mention.found", { n: found.length })}
      </p>
    </div>
  );
}
