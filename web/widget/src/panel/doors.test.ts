// A department that opens while somebody reads that it is closed.
import { expect, test } from "vitest";
import type { DepartmentInfo, SiteInfo } from "../../../shared/src/wire.gen.ts";
import { asTheyAre, changed } from "./doors.ts";

const site = (...departments: Partial<DepartmentInfo>[]) => ({ name: "Clinic", departments }) as SiteInfo;
const closed = { id: "a", name: "Billing", open: false, consent_version: 1 };

test("it opens, and is said", () => {
  const known = site(closed, { id: "b", name: "Nurses", open: true, consent_version: 1 });
  const now = asTheyAre(known, site({ ...closed, open: true, staffed: true }));
  expect(now.departments.map(({ id, open }) => [id, open])).toEqual([["a", true], ["b", true]]);
  expect(changed(known, now, undefined)).toBe("Billing is open now.");
  expect(changed(known, now, "a")).toBe("Billing is open now.");
  expect(changed(known, now, "b"), "another was chosen").toBe("");
  expect(changed(now, now, undefined), "and once").toBe("");
});

test("staff come, and it is said once and of what was chosen alone", () => {
  const open = { open: true, consent_version: 1, staffed: false };
  const known = site({ ...open, id: "a", name: "Billing" }, { ...open, id: "b", name: "Nurses" });
  const now = asTheyAre(known, site({ ...open, id: "a", name: "Billing" }, { ...open, id: "b", name: "Nurses", staffed: true }));
  expect(changed(known, now, undefined)).toBe("Staff are here");
  expect(changed(known, now, "b")).toBe("Staff are here");
  expect(changed(known, now, "a"), "another was chosen").toBe("");
  expect(changed(now, now, undefined), "and once").toBe("");
});

test("a notice that has changed is not put in place of the one that is being read", () => {
  const known = site(closed);
  expect(asTheyAre(known, site({ ...closed, open: true, consent_version: 2 }))).toEqual(known);
});
