// Who is blocked, why, by whom and until when; and the way back.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { BlockedVisitor, Me } from "../../../shared/src/wire.gen.ts";
import { departmentName, staffName } from "../history/names.ts";
import { wordsOf } from "../history/problem.ts";
import { server } from "../session.ts";
import { momentOf, t } from "../strings/index.ts";
import { announce } from "../ui/announcer.tsx";
import { Dialog } from "../ui/dialog.tsx";
import "./blocked.css";

export function BlockedDialog({ me, onClose }: { me: Me; onClose(): void }): JSX.Element {
  const [blocked, setBlocked] = useState<readonly BlockedVisitor[]>();
  const [problem, setProblem] = useState("");
  const [working, setWorking] = useState("");

  async function load(): Promise<void> {
    try {
      setBlocked((await server.blocks()).blocked);
    } catch (error) {
      setProblem(wordsOf(error));
    }
  }
  useEffect(() => void load(), []);

  async function undo({ conversation }: BlockedVisitor, name: string): Promise<void> {
    if (working !== "") return;
    setWorking(conversation);
    setProblem("");
    try {
      await server.unblock(conversation);
      announce(t("blocked.undone", { name }));
      setBlocked((all) => all?.filter((one) => one.conversation !== conversation));
      document.querySelector<HTMLElement>(".dialog-head button")?.focus();
    } catch (error) {
      setProblem(wordsOf(error));
    }
    setWorking("");
  }

  return (
    <Dialog title={t("blocked.title")} onClose={onClose}>
      {blocked === undefined && problem === "" && <p class="soft">{t("blocked.loading")}</p>}
      {blocked?.length === 0 && <p class="soft">{t("blocked.none")}</p>}
      <ul class="blocked">
        {blocked?.map((one) => {
          const name = one.name === "" ? t("who.visitor") : one.name;
          return (
            <li key={one.conversation}>
              <div>
                <strong dir="auto">{name}</strong> <span class="soft">{departmentName(me, one.department)}</span>
                <p class="soft">
                  {t("blocked.line", { reason: t(`block.${one.reason}`), name: staffName(me, one.by), time: momentOf(one.until) })}
                </p>
              </div>
              <button
                type="button"
                class="button-line"
                aria-label={t("blocked.undoName", { name })}
                aria-disabled={working !== ""}
                onClick={() => void undo(one, name)}
              >
                {t("blocked.undo")}
              </button>
            </li>
          );
        })}
      </ul>
      <p role="alert" class="field-error">{problem}</p>
    </Dialog>
  );
}
