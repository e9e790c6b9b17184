import { expect, test } from "vitest";
import { pieces } from "../../../../shared/src/shown.ts";
import { loadGuard } from "./guard.ts";

test("a masked card is marked where it stands, whatever stands before it", async () => {
  const { mask } = await loadGuard();
  const shown = mask("😀😀 4111 1111 1111 1111, thanks", false);
  const [before, card, after] = pieces(shown);
  expect([before?.text, card?.span?.type, after?.text]).toEqual(["😀😀 ", "CARD", ", thanks"]);
  expect(shown.text).not.toContain("4111 1111");
});

test("the emergency list is asked", async () => {
  const { isEmergency } = await loadGuard();
  expect(isEmergency("I want to die")).toBe(true);
  expect(isEmergency("When do you open?")).toBe(false);
});
