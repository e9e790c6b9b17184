// What saving this policy will do to chats that run and to those to come, said before it is saved.
import type { JSX } from "preact";
import type { PrivacyPolicy } from "../../../../../shared/src/wire.gen.ts";
import { s } from "../../text.ts";
import { effectsOf } from "./changes.ts";

interface EffectsProps {
  before: PrivacyPolicy;
  after: PrivacyPolicy;
  /** Chats that are open there. */
  open: number;
}

export function Effects({ before, after, open }: EffectsProps): JSX.Element | null {
  const effects = effectsOf(before, after);
  if (effects.length === 0) return null;
  return (
    <div class="notice set-effects" role="status">
      <p>{open === 0 ? s("effect.none") : s("effect.open", { n: open })}</p>
      <ul>
        {effects.map((effect) => (
          <li key={effect}>{s(`effect.${effect}`)}</li>
        ))}
      </ul>
    </div>
  );
}
