// Names for the history screen, which has no desk beside it.
import type { CardState, DepartmentName, Me, Who } from "../../../shared/src/wire.gen.ts";
import { t } from "../strings/index.ts";

export function departmentName(me: Me, department: string): string {
  return me.all_departments.find(({ id }) => id === department)?.name ?? "";
}

/** What a list of departments says of one; past chats name those that were removed, too. */
export function departmentChoice({ name, removed }: DepartmentName): string {
  return removed ? t("department.removed", { name }) : name;
}

/** Who served a chat; empty where nobody did. */
export function staffName(me: Me, who: Who | null | undefined): string {
  if (who?.kind !== "staff") return "";
  return who.id === me.id ? t("who.you") : who.name;
}

/** Why it ended and its tags, by their labels; empty where staff gave none. */
export function filedAs({ outcome, tags = [] }: CardState): string {
  return [...(outcome == null ? [] : [outcome]), ...tags].map(({ label }) => label).join(" · ");
}
