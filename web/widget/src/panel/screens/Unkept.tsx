// The bar of a browser that keeps nothing.
import { t } from "../text.ts";

/** The browser keeps nothing of what is written; without a cookie not even the chat. */
export function Unkept({ cookieless }: { cookieless: boolean }) {
  return (
    <div class="bar" role="note">
      <span>
        <strong>{t("kept.nothing")}</strong> {cookieless && t("cookieless.text")}
      </span>
    </div>
  );
}
