// A text with its masked pieces as soft chips and its web addresses as links. Text nodes only.
import { type LinkedPiece, linkedPieces } from "../../../../shared/src/links.ts";
import { pieces } from "../../../../shared/src/shown.ts";
import type { ShownText } from "../../../../shared/src/wire.gen.ts";
import { isCovered, maskWords } from "../words.ts";

/** `held`: nobody has let it through yet, so no link is made of it. */
export function Shown({ shown, held }: { shown: ShownText; held?: boolean }) {
  return (
    <>
      {(held ? pieces(shown) : linkedPieces(shown)).map(({ text, span, href }: LinkedPiece, index) =>
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
