// A text with what policy treats in it: marked on the screen, said in words to a screen reader, never by colour alone.
import type { JSX } from "preact";
import { type LinkedPiece, linkedPieces } from "../../../shared/src/links.ts";
import { pieces } from "../../../shared/src/shown.ts";
import type { ShownText, TextSpan } from "../../../shared/src/wire.gen.ts";
import { describe, isReadable, treated } from "../model/masked.ts";

/** `held`: nobody has let it through yet, so no link is made of it. */
export function Shown({ shown, held = false }: { shown: ShownText; held?: boolean | undefined }): JSX.Element {
  return (
    <>
      {(held ? pieces(shown) : linkedPieces(shown)).map(({ text, span, href }: LinkedPiece, index) =>
        span ? (
          <Chip key={index} text={text} span={span} />
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

export function Chip({ text, span }: { text: string; span: TextSpan }): JSX.Element {
  const words = describe(text, span);
  return isReadable(text, span) ? (
    <span class="chip chip-readable" title={words}>
      {text}
      <span class="unseen"> ({words})</span>
    </span>
  ) : (
    <span class="chip" title={words}>
      <span aria-hidden="true">{text}</span>
      <span class="unseen">{words}</span>
    </span>
  );
}

/** One line under a text that says what was treated in it, once per kind: for those who see the screen and use no mouse. */
export function Treated({ shown }: { shown: ShownText }): JSX.Element | null {
  const lines = treated(pieces(shown));
  if (lines.length === 0) return null;
  return (
    <p class="treated" aria-hidden="true">
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </p>
  );
}
