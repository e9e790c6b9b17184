// Whose signature fills in forms: public keys of the clinic's own server. A key is taken as it comes out of a PEM file; a private one is
// not taken at all.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Signer } from "../../../../shared/src/wire.gen.ts";
import { SelectField, TextField } from "../fields.tsx";
import { ListField } from "../list-field.tsx";
import { s } from "../text.ts";
import { isPrivate, keyIn } from "./public-key.ts";

const ALGORITHMS = ["EdDSA", "ES256"] as const;
/** Keys of one site: the present one and the next, and some room. */
const MOST = 4;

export function Signers({ signers, set }: { signers: readonly Signer[]; set(signers: Signer[]): void }): JSX.Element {
  return (
    <>
      <h3>{s("signers.title")}</h3>
      <p>{s("signers.text")}</p>
      <ListField<Signer>
        path="signers"
        label={s("signers.title")}
        items={signers}
        set={set}
        nameOf={(_signer, index) => s("signers.nth", { n: index + 1 })}
        make={() => ({ algorithm: "EdDSA", public_key: "" })}
        add={s("signers.add")}
        empty={s("signers.empty")}
        most={MOST}
      >
        {(signer, change, index) => <Key signer={signer} change={change} index={index} />}
      </ListField>
    </>
  );
}

function Key({ signer, change, index }: { signer: Signer; change(part: Partial<Signer>): void; index: number }): JSX.Element {
  const [refused, setRefused] = useState(0);
  return (
    <>
      <TextField
        path={`signers.${index}.public_key`}
        label={s("signers.key")}
        hint={s("signers.keyHint")}
        rows={3}
        value={signer.public_key}
        set={(text) => {
          // Refused, the field is drawn anew with what it had: nothing of a private key stays in it.
          if (isPrivate(text)) return setRefused((n) => n + 1);
          if (text !== "") setRefused(0);
          change(keyIn(text, signer.algorithm));
        }}
      />
      <p role="alert" class={refused > 0 ? "field-error" : ""}>{refused > 0 && s("signers.private")}</p>
      <SelectField
        path={`signers.${index}.algorithm`}
        label={s("signers.algorithm")}
        value={signer.algorithm}
        options={ALGORITHMS.map((name) => [name, s(`signers.${name}`)] as const)}
        set={(algorithm) => change({ algorithm })}
      />
    </>
  );
}
