// Before a chat: which department, then the notice and the form. Nothing leaves the browser before "Start chat".
import { useRef } from "preact/hooks";
import type { DepartmentInfo, SiteInfo } from "../../../../shared/src/wire.gen.ts";
import type { Model } from "../model/model.ts";
import type { State } from "../model/state.ts";
import { t } from "../text.ts";
import { Intake } from "./Intake.tsx";

interface StartProps {
  model: Model;
  state: State;
  site: SiteInfo;
}

export function Start({ model, state, site }: StartProps) {
  // What was typed is not asked for again when another team is chosen.
  const kept = useRef<Record<string, string>>({});
  if (!state.department) return <Departments site={site} choose={model.choose} />;
  return <Intake key={state.department.id} model={model} state={state} site={site} department={state.department} kept={kept.current} />;
}

function Departments({ site, choose }: { site: SiteInfo; choose(department: DepartmentInfo): void }) {
  return (
    <main class="body" aria-label={t("header.title")}>
      {site.look?.greeting && <p dir="auto">{site.look.greeting}</p>}
      <h2>{t("start.department")}</h2>
      <ul class="choices">
        {site.departments.map((department) => (
          <li key={department.id}>
            <button type="button" class="choice" onClick={() => choose(department)}>
              <strong>{department.name}</strong>
              <span class={department.open && department.staffed ? "dot on" : "dot"}>
                {t(!department.open ? "start.department.closed" : department.staffed ? "start.department.staffed" : "start.department.away")}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}
