// How the chat was: one tap, and a comment for who wants to say more. Masked before it leaves.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Model } from "../model/model.ts";
import { a } from "../text.ts";

const STEPS = [5, 4, 3, 2, 1] as const;
const COMMENT_MAX = 1_000;

interface Rated {
  score: number;
  text: string;
}

/** One at a time; of what is asked for meanwhile the newest alone: with a keyboard every step on the way to a score is a choice. */
export function newestOnly<T, R>(work: (what: T) => Promise<R>, done: (result: R) => void): (what: T) => void {
  let next: { what: T } | undefined;
  let busy = false;
  async function run(): Promise<void> {
    busy = true;
    while (next) {
      const { what } = next;
      next = undefined;
      const result = await work(what);
      if (!next) done(result);
    }
    busy = false;
  }
  return (what) => {
    next = { what };
    if (!busy) void run();
  };
}

/** Says it to the server; what came of it. */
export async function tell(model: Pick<Model, "ask" | "mask">, score: number, text: string): Promise<"failed" | "refused" | "rated" | "sent"> {
  try {
    const asked = await model.ask({ type: "rate", score, ...(text === "" ? {} : { comment: await model.mask(text) }) });
    if (asked === "refused") return "refused";
    return asked === "away" ? "failed" : text === "" ? "rated" : "sent";
  } catch {
    return "failed"; // the part that masks is not to be had
  }
}

export function Rating({ model }: { model: Model }) {
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState("");
  const [said, setSaid] = useState<"" | "failed" | "refused" | "rated" | "sent">("");
  const queue = useRef<(what: Rated) => void>(undefined);
  queue.current ??= newestOnly(({ score, text }) => tell(model, score, text), setSaid);

  // What was answered, and the box for more, are looked at as soon as they are there.
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (score > 0) box.current?.scrollIntoView({ block: "nearest" });
  }, [score > 0, said]);

  function send(chosen: number, words: string): void {
    queue.current?.({ score: chosen, text: words.trim() });
  }

  function choose(chosen: number): void {
    setScore(chosen);
    send(chosen, said === "sent" ? comment : "");
  }

  return (
    <div ref={box} class="rating">
      <fieldset>
        <legend>{a("rating.title")}</legend>
        {STEPS.map((step) => (
          <label key={step} class={step === score ? "step chosen" : "step"}>
            <input type="radio" name="rating" checked={step === score} onChange={() => choose(step)} />
            {a(`rating.${step}`)}
          </label>
        ))}
      </fieldset>
      <p role="status" class={said === "" ? "unseen" : said === "failed" || said === "refused" ? "problem" : "soft"}>
        {said && a(`rating.${said}`)}
      </p>
      {score > 0 && (
        <div class="field">
          <label for="rating-comment">{a("rating.comment")}</label>
          <textarea
            id="rating-comment"
            rows={2}
            dir="auto"
            maxLength={COMMENT_MAX}
            value={comment}
            aria-describedby="rating-hint"
            onInput={({ currentTarget }) => {
              setComment(currentTarget.value);
              model.look(currentTarget.value);
            }}
          />
          <p id="rating-hint" class="soft">{a("rating.hint")}</p>
          <button type="button" class="button" aria-disabled={comment.trim() === ""} onClick={() => comment.trim() !== "" && send(score, comment)}>
            {a("rating.send")}
          </button>
        </div>
      )}
    </div>
  );
}
