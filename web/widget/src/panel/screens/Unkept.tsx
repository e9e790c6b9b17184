// The bar of a browser that keeps nothing.
import { l } from "../text.ts";

/** The browser keeps nothing of what is written; without a cookie not even the chat. */
export function Unkept({ cookieless }: { cookieless: boolean }) {
  return (
    <div class="bar" role="note">
      <span>
        <strong>{l("kept.nothing")}</strong> {cookieless && l("cookieless.text")}
      </span>
    </div>
  );
}
