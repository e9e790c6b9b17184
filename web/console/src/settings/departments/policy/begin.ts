// Beginning a policy again from a preset. The notice is what patients agreed to: one that somebody here wrote stays.
import type { PresetPolicy, PrivacyPolicy } from "../../../../../shared/src/wire.gen.ts";

export interface Begun {
  policy: PrivacyPolicy;
  /** The notice stayed although the preset has another. */
  keptNotice: boolean;
}

/** `policy` with everything of the preset but its notice, where that is nobody's standard text. Versions are the server's. */
export function begunFrom(policy: PrivacyPolicy, preset: PrivacyPolicy, presets: readonly PresetPolicy[]): Begun {
  const own = policy.consent_text;
  const isStandard = own.trim() === "" || presets.some((one) => one.policy.consent_text === own);
  const consent_text = isStandard ? preset.consent_text : own;
  return {
    policy: { ...preset, version: policy.version, consent_version: policy.consent_version, consent_text },
    keptNotice: consent_text !== preset.consent_text,
  };
}
