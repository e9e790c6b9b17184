// What is set of a site: name, addresses, language, emergency numbers, departments and their order.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { SettingsDepartment, Site } from "../../../../shared/src/wire.gen.ts";
import { Fault, Field, TextField, idOf, useControl } from "../fields.tsx";
import { MoveButtons, swapped, useFocusAfter } from "../list-field.tsx";
import { s } from "../text.ts";
import { type Tidied, tidied } from "./origins.ts";

/** What a new site and one that is there have in common. */
export type SiteCore = Pick<Site, "name" | "origins" | "language" | "emergency" | "departments">;

interface SiteFieldsProps {
  site: SiteCore;
  set(part: Partial<SiteCore>): void;
  departments: readonly SettingsDepartment[];
}

export function SiteFields({ site, set, departments }: SiteFieldsProps): JSX.Element {
  return (
    <>
      <TextField path="name" label={s("site.name")} hint={s("site.nameHint")} value={site.name} set={(name) => set({ name })} />
      <Origins origins={site.origins} set={(origins) => set({ origins })} />
      <TextField path="language" label={s("site.language")} hint={s("site.languageHint")} list="set-languages" value={site.language} set={(language) => set({ language })} />
      <datalist id="set-languages">
        {["en-US", "en-GB", "es-US", "es-ES"].map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      <div class="set-two">
        <TextField
          path="emergency.number"
          label={s("site.emergency")}
          hint={s("site.emergencyHint")}
          type="tel"
          value={site.emergency.number}
          set={(number) => set({ emergency: { ...site.emergency, number } })}
        />
        <TextField
          path="emergency.phone"
          label={s("site.phone")}
          hint={s("site.phoneHint")}
          type="tel"
          value={site.emergency.phone}
          set={(phone) => set({ emergency: { ...site.emergency, phone } })}
        />
      </div>
      <Offered chosen={site.departments} set={(next) => set({ departments: next })} departments={departments} />
    </>
  );
}

/** As it is sent: addresses as browsers know them, without empty lines. */
export function withTidyOrigins<S extends SiteCore>(site: S): S {
  return { ...site, origins: tidied(site.origins).origins.filter((line) => line !== "") };
}

/** One address on each line; what is more than an address is left out when the field is left, with a word where it was a page. */
function Origins({ origins, set }: { origins: readonly string[]; set(origins: string[]): void }): JSX.Element {
  const [dropped, setDropped] = useState<Tidied["dropped"]>([]);
  return (
    <>
      <Field path="origins" label={s("site.origins")} hint={s("site.originsHint")}>
        {(control) => (
          <textarea
            {...control}
            aria-describedby={[control["aria-describedby"], ...origins.map((_one, index) => `${idOf(`origins.${index}`)}-fault`)].join(" ")}
            rows={3}
            value={origins.join("\n")}
            onInput={(event) => set(event.currentTarget.value.split("\n").map((line) => line.trim()))}
            onChange={() => {
              const tidy = tidied(origins);
              setDropped(tidy.dropped);
              set(tidy.origins.filter((line) => line !== ""));
            }}
          />
        )}
      </Field>
      <div role="status">
        {dropped.map(({ origin, rest }) => (
          <p key={`${origin}${rest}`} class="soft">{s("site.originsDropped", { origin, rest })}</p>
        ))}
      </div>
      {origins.map((origin, index) => (
        <OriginFault key={index} path={`origins.${index}`} origin={origin} />
      ))}
    </>
  );
}

function OriginFault({ path, origin }: { path: string; origin: string }): JSX.Element {
  const { fault } = useControl(path);
  return (
    <p class="field-error" id={`${idOf(path)}-fault`}>{fault !== undefined && s("site.originFault", { origin, fault })}</p>
  );
}

interface OfferedProps {
  chosen: readonly string[];
  set(departments: string[]): void;
  departments: readonly SettingsDepartment[];
}

/** Which departments patients may choose, in their order. */
function Offered({ chosen, set, departments }: OfferedProps): JSX.Element {
  const { disabled } = useControl("departments");
  const nameOf = (id: string): string => departments.find(({ settings }) => settings.id === id)?.settings.name ?? "";
  const others = departments.filter(({ settings }) => !chosen.includes(settings.id));
  const place = useRef<HTMLFieldSetElement>(null);
  const focusAfter = useFocusAfter(place);
  /** To the other list; the focus goes with it. */
  function put(id: string, next: string[]): void {
    set(next);
    focusAfter(`[data-of="${id}"] input`);
  }
  return (
    <fieldset ref={place} class="set-choice" id={idOf("departments")} tabIndex={-1}>
      <legend>{s("site.departments")}</legend>
      <p class="soft">{departments.length === 0 ? s("site.noDepartments") : s("site.departmentsHint")}</p>
      <ol class="set-offered">
        {chosen.map((id, index) => (
          <li key={id} data-of={id}>
            <label class="check set-check">
              <input type="checkbox" checked disabled={disabled} onChange={() => put(id, chosen.filter((one) => one !== id))} />
              <span dir="auto">{nameOf(id)}</span>
            </label>
            {!disabled && (
              <span class="set-row-acts">
                <MoveButtons
                  name={nameOf(id)}
                  index={index}
                  count={chosen.length}
                  move={(to) => {
                    set(swapped(chosen, index, to));
                    focusAfter(`[data-of="${id}"] [data-move=${to < index ? "up" : "down"}]`);
                  }}
                />
              </span>
            )}
          </li>
        ))}
      </ol>
      <ul class="set-offered">
        {others.map(({ settings }) => (
          <li key={settings.id} data-of={settings.id}>
            <label class="check set-check">
              <input type="checkbox" checked={false} disabled={disabled} onChange={() => put(settings.id, [...chosen, settings.id])} />
              <span dir="auto">{settings.name}</span>
            </label>
          </li>
        ))}
      </ul>
      <Fault path="departments" />
    </fieldset>
  );
}
