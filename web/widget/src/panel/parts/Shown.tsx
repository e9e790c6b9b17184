// A text with its masked pieces as soft chips and its web addresses as links. Text nodes only.
import { linkedPieces } from "../../../../shared/src/links.ts";
import type { ShownText } from "../../../../shared/src/wire.gen.ts";
import { isCovered, maskWords } from "../words.ts";

export function Shown({ shown }: { shown: ShownText }) {
  return (
    <>
      {linkedPieces(shown).map(({ text, span, href }, index) =>
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
        ) : href === undefined ? (
          text
        ) : (
          <a key={index} href={href} target="_blank" rel="noopener noreferrer nofollow ugc" dir="ltr">
            {text}
          </a>
        ),
      )}
    </>
  );
}
