// Who passed a waiting chat on, and what they noted for the next one: for staff only, as the note is.
import type { JSX } from "preact";
import type { CardState } from "../../../shared/src/wire.gen.ts";
import { t } from "../strings/index.ts";

/** In the list: spans, for they stand in a button. */
export function PassedOnLines({ card: { passed_on: passed } }: { card: CardState }): JSX.Element | null {
  if (passed == null || passed.by.kind !== "staff") return null;
  return (
    <>
      <span class="item-line item-sub">{t("list.passedOnBy", { name: passed.by.name })}</span>
      {passed.note != null && passed.note !== "" && (
        <span class="item-line item-sub item-note" dir="auto">{t("list.passedOnNote", { note: passed.note })}</span>
      )}
    </>
  );
}

/** As facts of the open card. */
export function passedOnFacts({ passed_on: passed }: CardState): [string, string][] {
  if (passed == null || passed.by.kind !== "staff") return [];
  const facts: [string, string][] = [[t("fact.passedOnBy"), passed.by.name]];
  if (passed.note != null && passed.note !== "") facts.push([t("fact.passedOnNote"), passed.note]);
  return facts;
}
