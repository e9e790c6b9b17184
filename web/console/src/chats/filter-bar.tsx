// Which chats the lists show. Closed it is one line, which says when something is hidden.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Me } from "../../../shared/src/wire.gen.ts";
import { type Filters, NO_FILTERS, SHOWN, isFiltered, ownDepartments } from "../model/filters.ts";
import { onKey } from "../shell/keys.ts";
import { t } from "../strings/index.ts";
import "./filters.css";

export interface FilterBarProps {
  me: Me;
  filters: Filters;
  /** How many chats they hide now. */
  hidden: number;
  change(how: Partial<Filters>): void;
}

export function FilterBar({ me, filters, hidden, change }: FilterBarProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const first = useRef<HTMLSelectElement>(null);
  const toggle = useRef<HTMLButtonElement>(null);
  useEffect(
    () =>
      onKey("f", () => {
        setOpen(true);
        first.current?.focus();
      }),
    [],
  );
  useEffect(() => {
    if (open) first.current?.focus();
  }, [open]);
  const own = ownDepartments(me);

  function reset(): void {
    change(NO_FILTERS);
    toggle.current?.focus();
  }

  return (
    <div class="filter-bar">
      <div class="filter-line">
        <button ref={toggle} type="button" class="button-line" aria-expanded={open} aria-keyshortcuts="f" onClick={() => setOpen(!open)}>
          {t(isFiltered(filters) ? "filter.on" : "filter.open")}
        </button>
        {hidden > 0 && <span class="soft">{t("filter.hidden", { n: hidden })}</span>}
        {isFiltered(filters) && (
          <button type="button" class="button-line" onClick={reset}>
            {t("filter.reset")}
          </button>
        )}
      </div>
      {open && (
        <div class="filter-fields" role="group" aria-label={t("filter.label")}>
          <label class="filter">
            <span>{t("filter.show")}</span>
            <select ref={first} value={filters.show} onChange={(event) => change({ show: SHOWN.find((one) => one === event.currentTarget.value) ?? "all" })}>
              {SHOWN.map((one) => (
                <option key={one} value={one}>{t(`filter.${one}`)}</option>
              ))}
            </select>
          </label>
          <label class="filter">
            <span>{t("filter.department")}</span>
            <select value={filters.department} onChange={(event) => change({ department: event.currentTarget.value })}>
              <option value="">{t("filter.anyDepartment")}</option>
              {own.map(({ id, name }) => (
                <option key={id} value={id}>{name}</option>
              ))}
            </select>
          </label>
          <label class="choice">
            <input type="checkbox" checked={filters.late} onChange={(event) => change({ late: event.currentTarget.checked })} />
            {t("filter.late")}
          </label>
          <label class="choice">
            <input type="checkbox" checked={filters.unread} onChange={(event) => change({ unread: event.currentTarget.checked })} />
            {t("filter.unread")}
          </label>
          <p class="soft">{t("filter.never")}</p>
        </div>
      )}
    </div>
  );
}
