// Blocks the visitor of a chat: a button, and the dialogue that says what will happen, to whom, and asks why.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { BanReason } from "../../../shared/src/wire.gen.ts";
import { wordsOf } from "../history/problem.ts";
import { server } from "../session.ts";
import { lengthOf, t } from "../strings/index.ts";
import { announce } from "../ui/announcer.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DialogActs } from "../ui/dialog-acts.tsx";
import { Icon } from "../ui/icon.tsx";
import { Radios } from "../ui/radios.tsx";

const REASONS = ["abusive", "threat", "spam", "other"] as const satisfies readonly BanReason[];
const HOURS = [1, 24, 7 * 24] as const;

export interface BlockButtonProps {
  conversation: string;
  name: string;
  /** Whether the chat is open, and so ends with the block. */
  ends: boolean;
}

export function BlockButton(props: BlockButtonProps): JSX.Element {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="button-quiet" onClick={() => setAsking(true)}>
        <Icon name="block" />
        <span>{t("block.button")}</span>
      </button>
      {asking && <BlockDialog {...props} onClose={() => setAsking(false)} />}
    </>
  );
}

function BlockDialog({ conversation, name, ends, onClose }: BlockButtonProps & { onClose(): void }): JSX.Element {
  const [reason, setReason] = useState<BanReason>();
  const [hours, setHours] = useState<number>(24);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState("");

  async function block(): Promise<void> {
    if (working) return;
    if (!reason) return setProblem(t("block.missing"));
    setWorking(true);
    setProblem("");
    try {
      await server.block({ conversation, reason, hours });
      announce(t("block.done", { name }));
      onClose();
    } catch (error) {
      setProblem(wordsOf(error));
      setWorking(false);
    }
  }

  return (
    <Dialog title={t("block.title", { name })} onClose={onClose}>
      <p>{t("block.effect", { name })}</p>
      {ends && <p class="notice notice-danger">{t("block.ends")}</p>}
      <p class="soft">{t("block.bound")}</p>
      <Radios question={t("block.why")} answers={REASONS.map((each) => [each, t(`block.${each}`)] as const)} value={reason} set={(one) => setReason(one)} />
      <Radios question={t("block.long")} answers={HOURS.map((each) => [each, lengthOf(each * 3_600)] as const)} value={hours} set={(many) => setHours(many)} />
      <p role="alert" class="field-error">{problem}</p>
      <DialogActs danger label={t("block.submit")} working={working ? t("block.working") : undefined} act={() => void block()} onClose={onClose} />
    </Dialog>
  );
}
