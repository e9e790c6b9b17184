// Which rows of the lists are shown. What must not be overlooked is never filtered away: emergencies and what is offered to oneself.
import type { CardState, DepartmentName, Me } from "../../../shared/src/wire.gen.ts";
import type { Desk } from "./desk.ts";
import type { MineRow } from "./lists.ts";
import { patience } from "./waiting.ts";

export const SHOWN = ["all", "mine", "waiting"] as const;

export interface Filters {
  show: (typeof SHOWN)[number];
  /** An id; empty for every department. */
  department: string;
  /** Of those who wait, only who has waited for longer than the department's first threshold. */
  late: boolean;
  /** Of one's own, only those with something new. */
  unread: boolean;
}

export const NO_FILTERS: Filters = { show: "all", department: "", late: false, unread: false };

export function isFiltered(filters: Filters): boolean {
  return filters.show !== "all" || filters.department !== "" || filters.late || filters.unread;
}

export function waitingShown(desk: Desk, card: CardState, filters: Filters, now: number): boolean {
  if (card.urgent || card.preferred === desk.me.id) return true;
  if (filters.show === "mine" || (filters.department !== "" && card.department !== filters.department)) return false;
  const thresholds = desk.me.all_departments.find(({ id }) => id === card.department);
  return !filters.late || patience(now - card.waiting_since, thresholds) !== "calm";
}

export function mineShown(row: MineRow, filters: Filters): boolean {
  if (row.card?.urgent) return true;
  const department = row.chat?.talk.state.department ?? row.card?.department;
  if (filters.show === "waiting" || (filters.department !== "" && department !== filters.department)) return false;
  return !filters.unread || row.unread > 0;
}

/** The departments one serves: those a filter can name. */
export function ownDepartments(me: Me): DepartmentName[] {
  return me.all_departments.filter(({ id, removed }) => me.departments.includes(id) && !removed);
}

/** What was stored, as far as it is of the right kind and of a department one serves: another would hide every chat. */
export function parseFilters(text: string | null, me: Me): Filters {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? "");
  } catch {
    return NO_FILTERS;
  }
  if (typeof stored !== "object" || stored === null) return NO_FILTERS;
  const given = stored as Record<string, unknown>;
  const { department } = given;
  return {
    show: SHOWN.find((one) => one === given["show"]) ?? "all",
    department: typeof department === "string" && ownDepartments(me).some(({ id }) => id === department) ? department : "",
    late: given["late"] === true,
    unread: given["unread"] === true,
  };
}
