// A text with its masked pieces as soft chips. Text nodes only.
import { pieces } from "../../../../shared/src/shown.ts";
import type { ShownText } from "../../../../shared/src/wire.gen.ts";
import { isCovered, maskWords } from "../words.ts";

export function Shown({ shown }: { shown: ShownText }) {
  return (
    <>
      {pieces(shown).map(({ text, span }, index) =>
        span ? (
          <span key={index} class="mask">
            {isCovered(text) ? (
              <>
                <span aria-hidden="true">{text}</span>
                <span class="unseen">{maskWords(span, text)}</span>
              </>
            ) : (
              text
            )}
          </span>
        ) : (
          text
        ),
      )}
    </>
  );
}
