// How chats come to staff, and when a wait stands out in their lists.
import type { JSX } from "preact";
import type { Routing, SettingsDepartment } from "../../../../shared/src/wire.gen.ts";
import { Choice, NumberField, SelectField } from "../fields.tsx";
import { s } from "../text.ts";
import type { SectionProps } from "./department.tsx";

const MODES = ["manual", "least_busy", "round_robin"] as const;
const NOWHERE = "";

export function RoutingSection({ draft, change, others }: SectionProps & { others: readonly SettingsDepartment[] }): JSX.Element {
  const { routing } = draft;
  const set = (part: Partial<Routing>): void => change({ routing: { ...routing, ...part } });
  const { overflow } = routing;
  return (
    <section class="set-body" aria-label={s("section.routing")}>
      <Choice
        path="routing.mode"
        question={s("routing.mode")}
        value={routing.mode}
        set={(mode) => set({ mode })}
        options={MODES.map((value) => ({ value, words: s(`routing.${value}`), consequence: s(`routing.${value}.means`) }))}
      />
      {routing.mode !== "manual" && (
        <>
          <NumberField path="routing.capacity" label={s("routing.capacity")} hint={s("routing.capacityHint")} min={0} max={50} value={routing.capacity} set={(capacity) => set({ capacity })} />
          <NumberField path="routing.offer_s" label={s("routing.offer")} hint={s("routing.offerHint")} min={5} max={600} value={routing.offer_s} set={(offer_s) => set({ offer_s })} />
          <SelectField
            path="routing.overflow"
            label={s("routing.overflow")}
            hint={s("routing.overflowHint")}
            value={overflow?.department ?? NOWHERE}
            options={[[NOWHERE, s("routing.nowhere")], ...others.map(({ settings }) => [settings.id, settings.name] as const)]}
            set={(department) => {
              const { overflow: _before, ...rest } = routing;
              change({ routing: department === NOWHERE ? rest : { ...rest, overflow: { department, after_s: overflow?.after_s ?? 60 } } });
            }}
          />
          {overflow && (
            <NumberField
              path="routing.overflow.after_s"
              label={s("routing.after")}
              min={0}
              max={86_400}
              value={overflow.after_s}
              set={(after_s) => set({ overflow: { ...overflow, after_s } })}
            />
          )}
        </>
      )}
      <h3>{s("routing.thresholds")}</h3>
      <div class="set-two">
        <NumberField path="routing.amber_s" label={s("routing.amber")} min={0} max={86_400} value={routing.amber_s} set={(amber_s) => set({ amber_s })} />
        <NumberField path="routing.bold_s" label={s("routing.bold")} min={0} max={86_400} value={routing.bold_s} set={(bold_s) => set({ bold_s })} />
      </div>
    </section>
  );
}
