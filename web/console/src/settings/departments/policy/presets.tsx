// What a policy can begin again from: each with what it means, and a way back that leaves everything else as it is.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Preset, PresetPolicy, PrivacyPolicy } from "../../../../../shared/src/wire.gen.ts";
import { same } from "../../merge.ts";
import { s } from "../../text.ts";
import { type Begun, begunFrom } from "./begin.ts";

interface PresetsProps {
  presets: readonly PresetPolicy[];
  policy: PrivacyPolicy;
  set(policy: PrivacyPolicy): void;
}

interface Done extends Begun {
  preset: Preset;
  before: PrivacyPolicy;
  /** The notice of the preset. */
  notice: string;
}

export function Presets({ presets, policy, set }: PresetsProps): JSX.Element {
  const [done, setDone] = useState<Done>();
  const place = useRef<HTMLDivElement>(null);

  function begin({ preset, policy: from }: PresetPolicy): void {
    const begun = begunFrom(policy, from, presets);
    setDone({ ...begun, preset, before: policy, notice: from.consent_text });
    set(begun.policy);
  }

  /** The buttons of what was done are gone with it. */
  function after(next: PrivacyPolicy): void {
    setDone(undefined);
    set(next);
    place.current?.focus();
  }

  return (
    <div ref={place} class="set-presets" role="group" tabIndex={-1} aria-label={s("preset.label")}>
      <p>{s("preset.label")}</p>
      <ul>
        {presets.map((one) => (
          <li key={one.preset}>
            <button type="button" class="button-line" aria-describedby={`preset-${one.preset}`} onClick={() => begin(one)}>
              {s(`preset.${one.preset}`)}
            </button>
            <span class="soft" id={`preset-${one.preset}`}>{s(`preset.${one.preset}.means`)}</span>
          </li>
        ))}
      </ul>
      <div role="status">
        {done && same(done.policy, policy) && (
          <div class="notice">
            <p>{s(done.keptNotice ? "preset.keptNotice" : "preset.done", { name: s(`preset.${done.preset}`) })}</p>
            <div class="set-row-acts">
              <button type="button" class="button-line" onClick={() => after(done.before)}>{s("preset.undo")}</button>
              {done.keptNotice && (
                <button type="button" class="button-line" onClick={() => after({ ...policy, consent_text: done.notice })}>
                  {s("preset.noticeToo")}
                </button>
              )}
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
