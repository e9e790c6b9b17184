// What a visitor answered in the form before the chat. These answers are no part of the transcript.
import type { JSX } from "preact";
import type { DetailShown } from "../../../shared/src/wire.gen.ts";
import { t } from "../strings/index.ts";
import { Shown, Treated } from "./shown-text.tsx";

export function Details({ details }: { details: readonly DetailShown[] }): JSX.Element | null {
  if (details.length === 0) return null;
  return (
    <>
      <h3>{t("side.answers")}</h3>
      <dl class="facts">
        {details.map((detail, index) => (
          <div key={index}>
            <dt>{detail.label}</dt>
            <dd dir="auto">
              <Shown shown={detail} />
              <Treated shown={detail} />
              {detail.verified && <p class="soft">{t("side.verified")}</p>}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
