// What a reader sees of the departments while they stand before a closed door. A chunk of its own, for when it is needed.
import type { SiteInfo } from "../../../shared/src/wire.gen.ts";
import { w } from "./text.ts";

/** The site with its departments as they are now. One whose notice has changed stays as it was read: the server says so when a chat is
 *  begun, and it is read again then. */
export function asTheyAre(known: SiteInfo, now: SiteInfo): SiteInfo {
  const departments = known.departments.map(
    (old) => now.departments.find(({ id, consent_version }) => id === old.id && consent_version === old.consent_version) ?? old,
  );
  return { ...known, departments };
}

/** What is said of the department that was chosen, or of all where none is; empty when none has opened. */
export function opened(known: SiteInfo, now: SiteInfo, chosen: string | undefined): string {
  const open = now.departments.filter(({ id, open }, at) => open && known.departments[at]?.open === false && (chosen ?? id) === id);
  return open.map(({ name }) => w("closed.over", { department: name })).join(" ");
}
