// Where in an ended chat it was written: a little of each text, with a way to the message.
import type { JSX } from "preact";
import type { CardState, FoundChat, FoundText, Me } from "../../../shared/src/wire.gen.ts";
import { stampOf, t } from "../strings/index.ts";
import { Chip } from "../transcript/shown-text.tsx";
import { excerptPieces } from "./found.ts";
import { staffName } from "./names.ts";

export interface PlacesProps {
  me: Me;
  card: CardState;
  found: Pick<FoundChat, "texts" | "more">;
  /** The message that is shown. */
  current: string | undefined;
  open(message: string): void;
}

export function Places({ me, card, found: { texts, more = 0 }, current, open }: PlacesProps): JSX.Element {
  return (
    <ul class="places">
      {texts.map((text) => (
        <li key={text.message}>
          <button
            type="button"
            class="place"
            data-row={text.message}
            aria-current={text.message === current}
            onClick={() => open(text.message)}
          >
            <span class="soft place-by">{by(text, me, card)}</span>
            <span dir="auto">
              {excerptPieces(text).map((piece, index) => {
                const shown = piece.span ? <Chip key={index} text={piece.text} span={piece.span} /> : piece.text;
                return piece.found ? <mark key={index}>{shown}</mark> : shown;
              })}
            </span>
          </button>
        </li>
      ))}
      {more > 0 && <li class="soft place-more">{t("search.morePlaces", { n: more })}</li>}
    </ul>
  );
}

function by({ author, note = false, at }: FoundText, me: Me, card: CardState): string {
  const visitor = card.name === "" ? t("who.visitor") : card.name;
  const name = author.kind === "visitor" ? visitor : author.kind === "system" ? t("who.system") : staffName(me, author);
  return t(note ? "search.noteBy" : "search.by", { name, when: stampOf(at) });
}
