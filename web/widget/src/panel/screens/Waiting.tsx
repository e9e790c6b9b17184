// What is not needed to write the first message: the place in line, a message that is left instead, what a closed department says
// and asks, and the end of a chat. Loaded beside the first screen, see parts/later.ts.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../../../../shared/src/conversation.ts";
import { codePoints } from "../../../../shared/src/shown.ts";
import { visitorRest } from "../../../../shared/src/rest.ts";
import type { DepartmentInfo } from "../../../../shared/src/wire.gen.ts";
import type { Model } from "../model/model.ts";
import { Icon } from "../parts/Icon.tsx";
import { HOURGLASS } from "../parts/icons.ts";
import { w } from "../text.ts";
import { opening, readableDays, readableUntil, waitOf } from "../waiting.ts";
import { placeInLine } from "../words.ts";
import { Quiet } from "./Quiet.tsx";

export { check, shownFields } from "../form/check.ts";
export { Signed } from "../form/Signed.tsx";
export { Special } from "../form/Special.tsx";

interface WaitingProps {
  model: Model;
  conversation: Conversation;
  cookieless: boolean;
}

export function Waiting({ model, conversation, cookieless }: WaitingProps) {
  if (conversation.state.phase !== "waiting") return <Quiet model={model} conversation={conversation} />;
  if (conversation.state.left_at != null) return <Left model={model} conversation={conversation} cookieless={cookieless} />;
  return <InLine model={model} conversation={conversation} />;
}

function Left({ model, conversation, cookieless }: WaitingProps) {
  const { department_name: department, opened_at, left_at, protection } = conversation.state;

  useEffect(() => {
    // The session lives as long as the answer is kept; with this the browser keeps its cookie as long.
    if (!cookieless) visitorRest({ bearer: () => undefined }).visitorSession().catch(() => undefined);
  }, [cookieless]);

  return (
    <div class="bar queue" role="note">
      <Icon path={HOURGLASS} />
      <span>
        <strong>{w("left.title")}</strong>
        <span class="soft">
          {cookieless
            ? w("left.cookieless", { department })
            : w("left.text", { department, when: readableUntil(left_at ?? opened_at, protection.retention_seconds) })}
        </span>
        <span class="soft">{w("left.add")}</span>
        {!cookieless && (
          <>
            <span class="soft">{w("left.shared")}</span>
            <button type="button" class="plain" onClick={() => model.again(false)}>
              {w("left.forget")}
            </button>
          </>
        )}
      </span>
    </div>
  );
}

function InLine({ model, conversation }: { model: Model; conversation: Conversation }) {
  const [state, setState] = useState<"" | "leaving" | "failed">("");
  const { queue, state: { department_name: department }, entries } = conversation;
  const moved = entries.some(({ kind }) => kind === "transferred");

  async function leave(): Promise<void> {
    if (state === "leaving") return;
    setState("leaving");
    if (await model.leave()) model.say(w("left.title"));
    else setState("failed");
  }

  return (
    <div class="bar queue">
      <Icon path={HOURGLASS} />
      <span>
        <strong>{queue ? placeInLine(queue.place) : moved ? w("queue.offered", { department }) : w("queue.waiting")}</strong>
        {queue?.staffed && queue.estimateS !== undefined && <span class="soft">{waitOf(queue.estimateS)}</span>}
        <span class="soft">{queue && !queue.staffed ? w("queue.unstaffed", { department }) : w("queue.write")}</span>
        {state === "failed" && (
          <span class="problem" role="alert">
            {w("queue.leave.failed")}
          </span>
        )}
        {entries.some(({ kind }) => kind === "message" || kind === "held") && (
          <button type="button" class="plain" aria-disabled={state === "leaving"} onClick={() => void leave()}>
            {w(state === "leaving" ? "queue.leaving" : "queue.leave")}
          </button>
        )}
      </span>
    </div>
  );
}

/** That it is closed, when it opens, and what can be done now. */
export function Closed({ department }: { department: DepartmentInfo }) {
  return (
    <section class="notice">
      <p>
        <strong>{w("closed.title", { department: department.name })}</strong>
      </p>
      {opening(department.opens_at ?? undefined, department.zone ?? undefined).map((line) => (
        <p key={line}>{line}</p>
      ))}
      <p>{w("closed.leave", { n: readableDays(department.protection.retention_seconds) })}</p>
      <p class="soft">{w("closed.urgent")}</p>
    </section>
  );
}

interface MessageProps {
  value: string;
  problem: string | undefined;
  onInput(value: string): void;
}

export function Message({ value, problem, onInput }: MessageProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (problem && document.activeElement === document.body) field.current?.focus();
  }, [problem]);
  return (
    <div class="field">
      <label for="field-message">{w("message.label")}</label>
      <textarea
        ref={field}
        id="field-message"
        name="message"
        rows={5}
        value={value}
        required
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? "field-message-problem" : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {problem && (
        <p class="problem" id="field-message-problem">
          {problem}
        </p>
      )}
    </div>
  );
}

/** What is wrong with a message before it is left. */
export function messageProblem(text: string, maxChars: number): string | undefined {
  if (text.trim() === "") return w("message.required");
  return codePoints(text.trim()) > maxChars ? w("message.long", { n: maxChars }) : undefined;
}

export const words = () => ({ agree: w("agree"), button: w("button"), sending: w("sending"), kept: w("closed.kept") });
