// Has oneself reminded of a chat: a button, and the dialogue that asks when.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { wordsOf } from "../history/problem.ts";
import { momentOf, t } from "../strings/index.ts";
import { announce } from "../ui/announcer.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogActs } from "../ui/dialog-acts.tsx";
import { Icon } from "../ui/icon.tsx";
import { Radios } from "../ui/radios.tsx";
import { setReminder } from "./reminders.ts";
import { WHENS, type When, instantOf } from "./times.ts";

export interface RemindButtonProps {
  conversation: string;
  name: string;
}

export function RemindButton(props: RemindButtonProps): JSX.Element {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="button-quiet" onClick={() => setAsking(true)}>
        <Icon name="clock" />
        <span>{t("remind.button")}</span>
      </button>
      {asking && <RemindDialog {...props} onClose={() => setAsking(false)} />}
    </>
  );
}

function RemindDialog({ conversation, name, onClose }: RemindButtonProps & { onClose(): void }): JSX.Element {
  const [when, setWhen] = useState<When>("tomorrow");
  const [own, setOwn] = useState("");
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState("");

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (working) return;
    const at = instantOf(when, own, Date.now());
    if (at === undefined) return setProblem(t("remind.missing"));
    setWorking(true);
    setProblem("");
    try {
      await setReminder(conversation, at);
      announce(t("remind.done", { time: momentOf(at) }));
      onClose();
    } catch (error) {
      setProblem(wordsOf(error));
      setWorking(false);
    }
  }

  return (
    <Dialog title={t("remind.title", { name })} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <p>{t("remind.effect")}</p>
        <Radios question={t("remind.when")} answers={WHENS.map((each) => [each, t(`remind.${each}`)] as const)} value={when} set={(one) => setWhen(one)} />
        {when === "own" && (
          <label class="field">
            {t("remind.at")}
            <input type="datetime-local" value={own} onInput={(event) => setOwn(event.currentTarget.value)} />
          </label>
        )}
        <p role="alert" class="field-error">{problem}</p>
        <DialogActs label={t("remind.submit")} working={working ? t("remind.working") : undefined} onClose={onClose} />
      </form>
    </Dialog>
  );
}
