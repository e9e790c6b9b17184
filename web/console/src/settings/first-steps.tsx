// What is on the right while nothing is chosen: the way from nothing to a first chat, with what is done ticked off.
import type { JSX } from "preact";
import type { SettingsView } from "../../../shared/src/wire.gen.ts";
import type { Chosen } from "./settings.tsx";
import { s } from "./text.ts";

interface StepsProps {
  view: SettingsView;
  choose(chosen: Chosen): void;
  addDepartment(): void;
}

export function FirstSteps({ view, choose, addDepartment }: StepsProps): JSX.Element {
  const { departments, sites } = view;
  const [department] = departments;
  const [site] = sites;
  const served = departments.some(({ staff }) => staff > 0);
  const steps = [
    { name: "department", done: departments.length > 0, act: addDepartment },
    { name: "policy", done: departments.some(({ settings }) => settings.policy.version > 1), act: department && (() => choose({ at: "department", id: department.settings.id })) },
    { name: "staff", done: served, act: () => choose({ at: "staff" }) },
    { name: "site", done: sites.some(({ settings }) => settings.origins.length > 0 && settings.departments.length > 0), act: () => choose({ at: "new-site" }) },
    { name: "embed", done: false, act: site && (() => choose({ at: "site", id: site.settings.id })) },
  ] as const;
  return (
    <div class="set-editor">
      <header class="set-head">
        <h2 tabIndex={-1} data-home>{s("steps.title")}</h2>
      </header>
      <p>{s("steps.text")}</p>
      <ol class="set-steps">
        {steps.map(({ name, done, act }) => (
          <li key={name}>
            <h3>{s(`steps.${name}`)}{done && <span class="tag">{s("steps.done")}</span>}</h3>
            <p class="soft">{s(`steps.${name}.text`)}</p>
            {view.may_change && act && <button type="button" class="button-line" onClick={act}>{s(`steps.${name}.act`)}</button>}
          </li>
        ))}
      </ol>
    </div>
  );
}
