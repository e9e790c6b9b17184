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
      {standing === "closed" && <Filed live={live} chat={chat} />}
      <button type="button" class="button-line" onClick={() => live.remove(state.conversation)}>
        {t("chat.remove")}
      </button>
    </footer>
  );
}

/** Why it ended, as who ended it has just said. */
function Filed({ live, chat }: Pick<AfterServingProps, "live" | "chat">): JSX.Element | null {
  const { filed, talk } = chat;
  const place = live.desk.value.me.all_departments.find(({ id }) => id === talk.state.department);
  const outcome = place?.outcomes?.find(({ id }) => id === filed?.outcome)?.label;
  const tags = (place?.tags ?? []).filter(({ id }) => filed?.tags.includes(id)).map(({ label }) => label);
  if (outcome === undefined && tags.length === 0) return null;
  return (
    <p class="soft" dir="auto">
      {[outcome === undefined ? "" : t("chat.filedOutcome", { outcome }), tags.length === 0 ? "" : t("chat.filedTags", { tags: tags.join(", ") })]
        .filter((part) => part !== "")
        .join(" · ")}
    </p>
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
