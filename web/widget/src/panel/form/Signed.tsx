// Says which answers the clinic has given, and that it has given none that could be checked.
import type { FormField } from "../../../../shared/src/wire.gen.ts";
import { f } from "../text.ts";
import { fieldName, type Values } from "./names.ts";

interface SignedProps {
  prefill: Values | false | undefined;
  form: readonly FormField[];
  values: Values;
}

/** Answers that still say what the clinic signed. What the patient has changed is theirs. */
export function Signed({ prefill, form, values }: SignedProps) {
  if (prefill === false) return <p role="status">{f("unverified")}</p>;
  const given = form.flatMap(({ key, label, prefill: claim }) =>
    claim && prefill?.[claim] !== undefined && values[fieldName(key)] === prefill[claim] ? [label] : [],
  );
  return given.length === 0 ? null : (
    <p class="soft" role="status">
      {f("verified", { value: given.join(", ") })}
    </p>
  );
}
