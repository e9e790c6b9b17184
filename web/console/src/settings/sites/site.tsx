// One site: what is set of it, and the lines that embed the chat on its pages.
import type { JSX } from "preact";
import type { SettingsDepartment, SettingsSite, Site } from "../../../../shared/src/wire.gen.ts";
import { useDraft } from "../draft.ts";
import { Editor } from "../editor.tsx";
import { s } from "../text.ts";
import { LookFields } from "./look.tsx";
import { Signers } from "./signers.tsx";
import { SiteFields, withTidyOrigins } from "./site-fields.tsx";
import { Snippet } from "./snippet.tsx";

interface SiteProps {
  there: SettingsSite;
  /** What was typed on while the site was being added. */
  begun: Site | undefined;
  departments: readonly SettingsDepartment[];
  locked: boolean;
  put(basedOn: string, settings: Site): Promise<SettingsSite>;
  load(): Promise<SettingsSite | undefined>;
}

export function SitePane({ there, begun, departments, locked, put, load }: SiteProps): JSX.Element {
  const draft = useDraft<Site>({ there, put: (basedOn, site) => put(basedOn, withTidyOrigins(site)), load, begun });
  return (
    <Editor title={draft.saved.name} draft={draft} locked={locked} nameOf={nameOfPlace}>
      <div class="set-body">
        <Snippet site={there} />
        <SiteFields site={draft.draft} set={draft.change} departments={departments} />
        <LookFields look={draft.draft.look} set={(look) => draft.change({ look })} />
        <Signers
          signers={draft.draft.signers ?? []}
          set={(signers) => draft.change({ signers: signers.length > 0 ? signers : undefined } as Partial<Site>)}
        />
      </div>
    </Editor>
  );
}

const NAMES = {
  name: "site.name",
  origins: "site.origins",
  language: "site.language",
  emergency: "site.emergencyGroup",
  departments: "site.departments",
  look: "look.title",
  signers: "signers.title",
} as const;

/** What a place in a site's settings is called on the screen. */
export function nameOfPlace(path: string): string {
  const first = path.split(".")[0] ?? "";
  return first in NAMES ? s(NAMES[first as keyof typeof NAMES]) : s("site.other");
}
