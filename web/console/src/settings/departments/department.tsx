// One department: what is set of it, section by section, saved together.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Department, PresetPolicy, SettingsDepartment } from "../../../../shared/src/wire.gen.ts";
import { useDraft } from "../draft.ts";
import { Editor } from "../editor.tsx";
import { s } from "../text.ts";
import { CannedSection } from "./canned.tsx";
import { EndingSection } from "./ending.tsx";
import { FilingSection } from "./filing.tsx";
import { FormSection } from "./form.tsx";
import { GeneralSection } from "./general.tsx";
import { HoursSection } from "./hours.tsx";
import { Effects } from "./policy/effects.tsx";
import { PolicySection } from "./policy/policy.tsx";
import { RoutingSection } from "./routing.tsx";

const SECTIONS = ["general", "policy", "hours", "routing", "form", "canned", "ending", "filing"] as const;
export type Section = (typeof SECTIONS)[number];

/** What each section is given. */
export interface SectionProps {
  draft: Department;
  change(part: Partial<Department>): void;
  locked: boolean;
}

interface DepartmentProps {
  there: SettingsDepartment;
  others: readonly SettingsDepartment[];
  presets: readonly PresetPolicy[];
  /** Who patients would ask about it, for the summary in their words. */
  ask: { name: string; phone: string };
  locked: boolean;
  put(basedOn: string, settings: Department): Promise<SettingsDepartment>;
  load(): Promise<SettingsDepartment | undefined>;
  toAccounts(): void;
  removed(): void;
}

export function DepartmentPane({ there, others, presets, ask, locked, put, load, toAccounts, removed }: DepartmentProps): JSX.Element {
  const draft = useDraft<Department>({ there, put, load });
  const [section, setSection] = useState<Section>("general");
  const props: SectionProps = { draft: draft.draft, change: draft.change, locked };
  const faulty = new Set([...draft.faults.keys()].map(sectionOf));

  // The first fault's section is on the screen when it is told.
  useEffect(() => {
    const first = [...draft.faults.keys()][0];
    if (first !== undefined && !faulty.has(section)) setSection(sectionOf(first));
  }, [draft.attempts]);

  return (
    <Editor
      title={draft.saved.name}
      draft={draft}
      locked={locked}
      nameOf={(path) => s(`section.${sectionOf(path)}`)}
      show={(path) => setSection(sectionOf(path))}
      effect={<Effects before={draft.saved.policy} after={draft.draft.policy} open={there.waiting + there.serving} />}
    >
      <nav class="set-sections" aria-label={s("sections.label")}>
        {SECTIONS.map((name) => (
          <button
            key={name}
            type="button"
            class="set-section"
            aria-current={name === section ? "true" : undefined}
            onClick={() => setSection(name)}
          >
            {s(`section.${name}`)}
            {faulty.has(name) && <span class="set-faulty">{s("section.faulty")}</span>}
          </button>
        ))}
      </nav>
      {section === "general" && <GeneralSection {...props} there={there} toAccounts={toAccounts} removed={removed} dirty={draft.dirty} />}
      {section === "policy" && <PolicySection {...props} presets={presets} ask={ask} />}
      {section === "hours" && <HoursSection {...props} />}
      {section === "routing" && <RoutingSection {...props} others={others} />}
      {section === "form" && <FormSection {...props} />}
      {section === "canned" && <CannedSection {...props} sent={there.sent} />}
      {section === "ending" && <EndingSection {...props} />}
      {section === "filing" && <FilingSection {...props} />}
    </Editor>
  );
}

function sectionOf(path: string): Section {
  const first = path.split(".")[0] ?? "";
  if (first === "outcomes" || first === "tags") return "filing";
  if (first === "closed_now") return "hours";
  return (SECTIONS as readonly string[]).includes(first) ? (first as Section) : "general";
}
