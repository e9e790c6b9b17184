// How the chat was: one tap, and a comment for who wants to say more. Masked before it leaves.
import { useState } from "preact/hooks";
import type { Model } from "../model/model.ts";
import { a } from "../text.ts";

const STEPS = [5, 4, 3, 2, 1] as const;
const COMMENT_MAX = 1_000;

export function Rating({ model }: { model: Model }) {
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState("");
  const [said, setSaid] = useState<"" | "failed" | "rated" | "sent">("");

  async function send(chosen: number, words: string): Promise<void> {
    const text = words.trim();
    const done = await model.ask({ type: "rate", score: chosen, ...(text === "" ? {} : { comment: await model.mask(text) }) });
    setSaid(!done ? "failed" : text === "" ? "rated" : "sent");
  }

  function choose(chosen: number): void {
    setScore(chosen);
    void send(chosen, said === "sent" ? comment : "");
  }

  return (
    <div class="rating">
      <fieldset>
        <legend>{a("rating.title")}</legend>
        {STEPS.map((step) => (
          <label key={step} class={step === score ? "step chosen" : "step"}>
            <input type="radio" name="rating" checked={step === score} onChange={() => choose(step)} />
            {a(`rating.${step}`)}
          </label>
        ))}
      </fieldset>
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
          <button type="button" class="button" aria-disabled={comment.trim() === ""} onClick={() => comment.trim() !== "" && void send(score, comment)}>
            {a("rating.send")}
          </button>
        </div>
      )}
      <p role="status" class={said === "" ? "unseen" : said === "failed" ? "problem" : "soft"}>
        {said === "" ? "" : a(`rating.${said}`)}
      </p>
    </div>
  );
}
