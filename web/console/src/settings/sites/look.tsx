// How the widget looks on a site: its colour with a check that it can be read, where the button stands, the greeting, whose language.
import type { JSX } from "preact";
import { colourOf, contrast, lookOf } from "../../../../shared/src/look.ts";
import type { Look } from "../../../../shared/src/wire.gen.ts";
import { LOCALE } from "../../strings/index.ts";
import { CheckField, Choice, Field, TextField } from "../fields.tsx";
import { s } from "../text.ts";

const POSITIONS = ["end", "start"] as const;
const LANGUAGES = ["page", "site", "browser"] as const;
/** The colour without one of its own. */
const TEAL = "#0b5f63";

export function LookFields({ look, set }: { look: Look; set(look: Look): void }): JSX.Element {
  const put = (part: { [name in keyof Look]?: Look[name] | undefined }): void => set({ ...look, ...part } as Look);
  const { colour } = look;
  return (
    <>
      <h3>{s("look.title")}</h3>
      <CheckField
        path="look.own"
        label={s("look.own")}
        hint={s("look.ownHint")}
        checked={colour !== undefined}
        set={(own) => put({ colour: own ? TEAL : undefined })}
      />
      {colour !== undefined && (
        <>
          <Field path="look.colour" label={s("look.colour")} hint={s("look.colourHint")}>
            {(control) => (
              <span class="set-pair">
                <input {...control} value={colour} onInput={(event) => put({ colour: event.currentTarget.value.trim().toLowerCase() })} />
                <input
                  type="color"
                  class="set-colour"
                  aria-label={s("look.pick")}
                  disabled={control.disabled}
                  value={colourOf(colour) ?? TEAL}
                  onInput={(event) => put({ colour: event.currentTarget.value })}
                />
              </span>
            )}
          </Field>
          {colourOf(colour) !== undefined && <Contrast colour={colour} />}
        </>
      )}
      <Choice
        path="look.position"
        question={s("look.position")}
        value={look.position}
        set={(position) => put({ position })}
        options={POSITIONS.map((value) => ({ value, words: s(`look.position.${value}`), consequence: s(`look.position.${value}.means`) }))}
      />
      <TextField
        path="look.greeting"
        label={s("look.greeting")}
        hint={s("look.greetingHint")}
        rows={2}
        value={look.greeting ?? ""}
        set={(greeting) => put({ greeting: greeting === "" ? undefined : greeting })}
      />
      <Choice
        path="look.language"
        question={s("look.language")}
        value={look.language}
        set={(language) => put({ language })}
        options={LANGUAGES.map((value) => ({ value, words: s(`look.language.${value}`), consequence: s(`look.language.${value}.means`) }))}
      />
    </>
  );
}

/** What the chat makes of the colour: the same as it does (`shared/src/look.ts`). */
function Contrast({ colour }: { colour: string }): JSX.Element {
  const [light, dark] = [lookOf(colour, "light"), lookOf(colour, "dark")];
  const on = light["on-accent"];
  const ratio = Math.floor(contrast(on, colour) * 10) / 10;
  const words = { light: light["accent-text"], dark: dark["accent-text"] };
  return (
    <div class="set-contrast" role="status">
      <Swatch colour={colour} text={on} />
      <div>
        <p>{s(on === "#ffffff" ? "look.white" : "look.black", { ratio: ratio.toLocaleString(LOCALE) })}</p>
        {(words.light !== colour || words.dark !== colour) && <p class="soft">{s("look.words", words)}</p>}
      </div>
    </div>
  );
}

/** Drawn, not styled: a style attribute is not allowed on this page. */
function Swatch({ colour, text }: { colour: string; text: string }): JSX.Element {
  return (
    <svg viewBox="0 0 56 56" width="56" height="56" aria-hidden="true" focusable="false">
      <circle cx="28" cy="28" r="28" fill={colour} />
      <text x="28" y="33" text-anchor="middle" font-size="16" font-weight="600" fill={text}>Aa</text>
    </svg>
  );
}
