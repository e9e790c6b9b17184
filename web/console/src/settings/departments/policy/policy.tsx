// A department's privacy policy on one page: each choice a sentence with its consequence beneath, and beside them what patients read.
import type { JSX } from "preact";
import type { PresetPolicy, PrivacyPolicy } from "../../../../../shared/src/wire.gen.ts";
import { Choice, type Option, TextField } from "../../fields.tsx";
import { s } from "../../text.ts";
import type { SectionProps } from "../department.tsx";
import { Presets } from "./presets.tsx";
import { RetentionField } from "./retention.tsx";
import { Summary } from "./summary.tsx";

interface PolicyProps extends SectionProps {
  presets: readonly PresetPolicy[];
  ask: { name: string; phone: string };
}

const CUSTODIES = ["managed", "ephemeral", "customer", "sealed", "end-to-end"] as const;
const MASKING = ["keep", "hide", "mask"] as const;
const CLIPBOARD = ["allowed", "staff_may_not_copy", "disabled"] as const;

export function PolicySection({ draft, change, locked, presets, ask }: PolicyProps): JSX.Element {
  const { policy } = draft;
  const set = (part: Partial<PrivacyPolicy>): void => change({ policy: { ...policy, ...part } });
  return (
    <section class="set-body set-policy" aria-label={s("section.policy")}>
      <div>
        {!locked && <Presets presets={presets} policy={policy} set={(next) => change({ policy: next })} />}
        <TextField
          path="policy.consent_text"
          label={s("policy.consent")}
          hint={s("policy.consentHint", { n: policy.consent_version })}
          rows={4}
          value={policy.consent_text}
          set={(consent_text) => set({ consent_text })}
        />
        <Choice
          path="policy.custody"
          question={s("policy.custody")}
          value={policy.custody}
          set={(custody) => set({ custody })}
          options={CUSTODIES.filter((value) => value === "managed" || value === policy.custody).map((value): Option<PrivacyPolicy["custody"]> => ({
            value,
            words: s(`policy.custody.${value}`),
            consequence: s(`policy.custody.${value}.means`),
            ...(value === "managed" ? {} : { unavailable: s("policy.notBuilt") }),
          }))}
        />
        <p class="soft">{s("policy.custody.later")}</p>
        <RetentionField seconds={policy.retention} set={(retention) => set({ retention })} />
        <div class="set-fixed">
          <h3>{s("policy.always")}</h3>
          <p>{s("policy.always.means")}</p>
        </div>
        <Choice
          path="policy.keep_card_last_four"
          question={s("policy.lastFour")}
          value={policy.keep_card_last_four ? "yes" : "no"}
          set={(value) => set({ keep_card_last_four: value === "yes" })}
          options={(["yes", "no"] as const).map((value) => ({
            value,
            words: s(`policy.lastFour.${value}`),
            consequence: s(`policy.lastFour.${value}.means`),
          }))}
        />
        {(["emails", "phones"] as const).map((kind) => (
          <Choice
            key={kind}
            path={`policy.${kind}`}
            question={s(`policy.${kind}`)}
            value={policy[kind]}
            set={(value) => set({ [kind]: value })}
            options={MASKING.map((value) => ({
              value,
              words: s(`policy.masking.${value}`),
              consequence: s(`policy.masking.${value}.means`),
            }))}
          />
        ))}
        <Choice
          path="policy.clipboard"
          question={s("policy.clipboard")}
          value={policy.clipboard}
          set={(clipboard) => set({ clipboard })}
          options={CLIPBOARD.map((value) => ({
            value,
            words: s(`policy.clipboard.${value}`),
            consequence: s(`policy.clipboard.${value}.means`),
          }))}
        />
      </div>
      <Summary policy={policy} department={draft.name} ask={ask} />
    </section>
  );
}
