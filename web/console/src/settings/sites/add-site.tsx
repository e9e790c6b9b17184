// A new site, on a page of its own: the same fields as one that is there.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { NewSite, SettingsDepartment, SettingsSite } from "../../../../shared/src/wire.gen.ts";
import { api } from "../api.ts";
import { useDraft } from "../draft.ts";
import { Editor } from "../editor.tsx";
import { s } from "../text.ts";
import { nameOfPlace } from "./site.tsx";
import { type SiteCore, SiteFields, withTidyOrigins } from "./site-fields.tsx";

interface AddSiteProps {
  departments: readonly SettingsDepartment[];
  /** What sites are usually like here: language and emergency number of one that is there. */
  like: SettingsSite | undefined;
  /** What was typed while it was being added is `typed`. */
  added(site: SettingsSite, typed: Partial<SiteCore>): void;
}

export function AddSite({ departments, like, added }: AddSiteProps): JSX.Element {
  const empty: NewSite = {
    name: "",
    origins: [],
    language: like?.settings.language ?? navigator.language,
    // The emergency number is the country's; the telephone is the site's own.
    emergency: { number: like?.settings.emergency.number ?? "", phone: "" },
    departments: departments.map(({ settings }) => settings.id),
  };
  const made = useRef<SettingsSite>(undefined);
  const draft = useDraft<SiteCore>({
    there: { version: "new", settings: empty },
    put: async (_basedOn, site) => {
      made.current = await api.addSite(withTidyOrigins(site));
      return { version: made.current.version, settings: site };
    },
    load: async () => undefined,
  });
  // The editor of what was made takes over after this one holds it.
  useEffect(() => {
    if (made.current) added(made.current, draft.dirty ? draft.draft : {});
  }, [made.current]);
  return (
    <Editor title={s("add.site")} draft={draft} locked={false} nameOf={nameOfPlace} saveLabel={s("add.site")}>
      <div class="set-body">
        <p>{s("add.siteText")}</p>
        <SiteFields site={draft.draft} set={draft.change} departments={departments} />
      </div>
    </Editor>
  );
}
