// Canned replies: texts that the department's staff write often, found with / in the composer.
import type { JSX } from "preact";
import type { CannedReply, CannedSent } from "../../../../shared/src/wire.gen.ts";
import { TextField, newId } from "../fields.tsx";
import { ListField } from "../list-field.tsx";
import { s } from "../text.ts";
import type { SectionProps } from "./department.tsx";

export function CannedSection({ draft, change, sent }: SectionProps & { sent: readonly CannedSent[] }): JSX.Element {
  const canned = draft.canned ?? [];
  const timesOf = (shortcut: string): number => sent.find((one) => one.shortcut === shortcut)?.times ?? 0;
  return (
    <section class="set-body" aria-label={s("section.canned")}>
      <p>{s("canned.text")}</p>
      <ListField<CannedReply>
        path="canned"
        label={s("section.canned")}
        items={canned}
        set={(next) => change({ canned: next })}
        nameOf={({ shortcut }) => shortcut}
        make={() => ({ shortcut: newId("reply", canned.map(({ shortcut }) => shortcut)), title: "", text: "" })}
        add={s("canned.add")}
        empty={s("canned.empty")}
      >
        {(reply, set, index) => (
          <>
            <div class="set-two">
              <TextField path={`canned.${index}.shortcut`} label={s("canned.shortcut")} value={reply.shortcut} set={(shortcut) => set({ shortcut })} />
              <TextField path={`canned.${index}.title`} label={s("canned.title")} value={reply.title} set={(title) => set({ title })} />
            </div>
            <TextField path={`canned.${index}.text`} label={s("canned.body")} rows={3} value={reply.text} set={(text) => set({ text })} />
            <p class="soft set-sent">{s("canned.sent", { n: timesOf(reply.shortcut) })}</p>
            <TextField
              path={`canned.${index}.language`}
              label={s("canned.language")}
              value={reply.language ?? ""}
              set={(language) => set({ language: language === "" ? undefined : language } as Partial<CannedReply>)}
            />
          </>
        )}
      </ListField>
    </section>
  );
}
