// A department that opens while somebody reads that it is closed.
import { expect, test } from "vitest";
import type { DepartmentInfo, SiteInfo } from "../../../shared/src/wire.gen.ts";
import { asTheyAre, opened } from "./doors.ts";

const site = (...departments: Partial<DepartmentInfo>[]) => ({ name: "Clinic", departments }) as SiteInfo;
const closed = { id: "a", name: "Billing", open: false, consent_version: 1 };

test("it opens, and is said", () => {
  const known = site(closed, { id: "b", name: "Nurses", open: true, consent_version: 1 });
  const now = asTheyAre(known, site({ ...closed, open: true, staffed: true }));
  expect(now.departments.map(({ id, open }) => [id, open])).toEqual([["a", true], ["b", true]]);
  expect(opened(known, now, undefined)).toBe("Billing is open now.");
  expect(opened(known, now, "a")).toBe("Billing is open now.");
  expect(opened(known, now, "b"), "another was chosen").toBe("");
  expect(opened(now, now, undefined), "and once").toBe("");
});

test("a notice that has changed is not put in place of the one that is being read", () => {
  const known = site(closed);
  expect(asTheyAre(known, site({ ...closed, open: true, consent_version: 2 }))).toEqual(known);
});
