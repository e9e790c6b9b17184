// The mark of a chat in which the emergency list found something.
import type { JSX } from "preact";
import { t } from "../strings/index.ts";
import { Icon } from "./icon.tsx";

/** In words and with a sign, so that it does not hang on the colour. */
export function Urgent(): JSX.Element {
  return (
    <span class="tag tag-urgent">
      <Icon name="alert" />
      {t("list.urgent")}
    </span>
  );
}
