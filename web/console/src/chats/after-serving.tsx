// Beneath a chat that one does not serve any more: why, and the way off the desk.
import type { JSX } from "preact";
import type { Live } from "../live.ts";
import type { Chat, Standing } from "../model/desk.ts";
import { t } from "../strings/index.ts";

export interface AfterServingProps {
  live: Live;
  chat: Chat;
  standing: Standing;
}

export function AfterServing({ live, chat, standing }: AfterServingProps): JSX.Element {
  const { state } = chat.talk;
  return (
    <footer class="after">
      <p role="status">{words(chat, standing)}</p>
      <button type="button" class="button-line" onClick={() => live.remove(state.conversation)}>
        {t("chat.remove")}
      </button>
    </footer>
  );
}

function words({ talk: { state } }: Chat, standing: Standing): string {
  switch (standing) {
    case "closed":
      return t("chat.ended");
    case "passed-on":
      return t("chat.passedOn", { department: state.department_name });
    case "with-colleague":
      return t("chat.withColleague", { name: state.staff?.kind === "staff" ? state.staff.name : "" });
    default:
      return t("chat.gone");
  }
}
