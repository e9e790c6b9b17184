// One question with a few answers, of which one is chosen.
import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

export interface RadiosProps<V> {
  question: string;
  answers: readonly (readonly [value: V, words: ComponentChildren])[];
  value: V | undefined;
  set(value: V): void;
}

export function Radios<V extends string | number>({ question, answers, value, set }: RadiosProps<V>): JSX.Element {
  const name = useId();
  return (
    <fieldset class="choices">
      <legend>{question}</legend>
      {answers.map(([each, words]) => (
        <label key={each} class="choice">
          <input type="radio" name={name} checked={value === each} onChange={() => set(each)} />
          <span dir="auto">{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
