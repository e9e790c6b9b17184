// The canned replies that fit, above the composer. The focus stays where one writes, which points at the chosen one: the
// combobox pattern, but for the role, which a field of several lines may not take (ARIA in HTML).
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../strings/index.ts";
import type { Canned } from "./use-canned.ts";

export const CANNED_LIST = "canned-list";
export const optionId = (index: number): string => `canned-${index}`;

export function CannedList({ canned }: { canned: Canned }): JSX.Element | null {
  const { found, active, state } = canned;
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active, found?.length]);
  if (!found) return null;
  return (
    // The field keeps the focus.
    <div class="canned" onMouseDown={(event) => event.preventDefault()}>
      {found.length > 0 && (
        <ul ref={list} class="canned-list" role="listbox" id={CANNED_LIST} aria-label={t("canned.label")}>
          {found.map((reply, index) => (
            <li
              key={reply.shortcut}
              id={optionId(index)}
              class="canned-option"
              role="option"
              aria-selected={index === active}
              onClick={() => canned.choose(reply)}
            >
              <span class="canned-line">
                <kbd>/{reply.shortcut}</kbd>
                <span class="canned-title" dir="auto">{reply.title}</span>
                {reply.language !== undefined && <span class="tag">{reply.language}</span>}
              </span>
              <span class="canned-text soft" dir="auto" lang={reply.language}>{canned.preview(reply)}</span>
            </li>
          ))}
        </ul>
      )}
      <p class="canned-said soft" role="status">{said(state, found.length)}</p>
    </div>
  );
}

function said(state: Canned["state"], n: number): string {
  if (state === "loading") return t("canned.loading");
  if (state === "none") return t("canned.none");
  return n === 0 ? t("canned.nothing") : t("canned.found", { n });
}
