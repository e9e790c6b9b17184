// How a chat ends by itself while its patient is quiet, how long they may go on with it afterwards, and whether they are asked how it was.
import type { JSX } from "preact";
import type { Ending } from "../../../../shared/src/wire.gen.ts";
import { CheckField, Choice } from "../fields.tsx";
import { MinutesField } from "../minutes.tsx";
import { s } from "../text.ts";
import type { SectionProps } from "./department.tsx";

/** What a rule begins with once it is switched on, in seconds. */
const USUAL = { warning: 600, more: 300, reopen: 1_800 } as const;

export function EndingSection({ draft, change }: SectionProps): JSX.Element {
  const { ending } = draft;
  const set = (part: Partial<Ending>): void => change({ ending: { ...ending, ...part } });
  const { idle_warning_s: warning, reopen_within_s: reopen } = ending;
  const more = Math.max(0, ending.idle_end_s - warning);
  return (
    <section class="set-body" aria-label={s("section.ending")}>
      <Choice
        path="ending.idle_warning_s"
        question={s("ending.idle")}
        value={warning > 0 ? "after" : "never"}
        set={(value) => set(value === "never" ? { idle_warning_s: 0 } : { idle_warning_s: USUAL.warning, idle_end_s: USUAL.warning + USUAL.more })}
        options={(["never", "after"] as const).map((value) => ({
          value,
          words: s(`ending.idle.${value}`),
          consequence: s(`ending.idle.${value}.means`),
        }))}
      />
      {warning > 0 && (
        <div class="set-two">
          <MinutesField
            path="ending.idle_warning"
            label={s("ending.warning")}
            hint={s("ending.warningHint")}
            seconds={warning}
            set={(seconds) => set({ idle_warning_s: Math.max(1, seconds), idle_end_s: Math.max(1, seconds) + more })}
          />
          <MinutesField
            path="ending.idle_end_s"
            label={s("ending.more")}
            hint={s("ending.moreHint")}
            seconds={more}
            set={(seconds) => set({ idle_end_s: warning + seconds })}
          />
        </div>
      )}
      <Choice
        path="ending.reopen"
        question={s("ending.reopen")}
        value={reopen > 0 ? "within" : "never"}
        set={(value) => set({ reopen_within_s: value === "never" ? 0 : USUAL.reopen })}
        options={(["never", "within"] as const).map((value) => ({
          value,
          words: s(`ending.reopen.${value}`),
          consequence: s(`ending.reopen.${value}.means`),
        }))}
      />
      {reopen > 0 && (
        <MinutesField
          path="ending.reopen_within_s"
          label={s("ending.reopenFor")}
          hint={s("ending.reopenHint")}
          seconds={reopen}
          set={(seconds) => set({ reopen_within_s: Math.max(1, seconds) })}
        />
      )}
      <CheckField
        path="ending.ask_rating"
        label={s("ending.rating")}
        hint={s("ending.ratingHint")}
        checked={ending.ask_rating}
        set={(ask_rating) => set({ ask_rating })}
      />
    </section>
  );
}
