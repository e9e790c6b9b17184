// What a reader sees of the departments while they stand before a closed door, or where nobody is. A chunk of its own, for when it is needed.
import type { DepartmentInfo, SiteInfo } from "../../../shared/src/wire.gen.ts";
import { t, w } from "./text.ts";

/** The site with its departments as they are now. One whose notice has changed stays as it was read: the server says so when a chat is
 *  begun, and it is read again then. */
export function asTheyAre(known: SiteInfo, now: SiteInfo): SiteInfo {
  const departments = known.departments.map(
    (old) => now.departments.find(({ id, consent_version }) => id === old.id && consent_version === old.consent_version) ?? old,
  );
  return { ...known, departments };
}

/** What is said of the department that was chosen, or of all where none is: which have opened, else that staff have come; empty when
 *  neither is so. */
export function changed(known: SiteInfo, now: SiteInfo, chosen: string | undefined): string {
  const looked = ({ departments }: SiteInfo) => departments.filter(({ id }) => (chosen ?? id) === id);
  const before = looked(known);
  const open = looked(now).filter(({ open }, at) => open && before[at]?.open === false);
  if (open.length > 0) return open.map(({ name }) => w("closed.over", { department: name })).join(" ");
  const staffed = (departments: DepartmentInfo[]) => departments.some(({ open, staffed }) => open && staffed);
  return !staffed(before) && staffed(looked(now)) ? t("header.staffed") : "";
}
