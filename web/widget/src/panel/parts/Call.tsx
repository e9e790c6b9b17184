// Telephone numbers as links, and the notice that an emergency is not for the chat.
import type { EmergencyContact } from "../../../../shared/src/wire.gen.ts";
import { telephone } from "../../../../shared/src/embed.ts";
import { t } from "../text.ts";
import { Icon } from "./Icon.tsx";

interface CallProps {
  number: string;
  text: string;
  kind?: string;
}

export function Call({ number, text, kind }: CallProps) {
  const href = telephone(number);
  return href === "" ? null : (
    <a class={kind} href={href}>
      {text}
    </a>
  );
}

/** Always there, at the foot of every screen. */
export function EmergencyLine({ contact }: { contact: EmergencyContact }) {
  return (
    <footer class="line" aria-label={t("emergency.label")}>
      <Call number={contact.number} text={t("emergency.line", { number: contact.number })} />
      <Call number={contact.phone} text={t("emergency.clinic", { phone: contact.phone })} />
    </footer>
  );
}

/** Interrupts: what was written is on the emergency list. */
export function EmergencyBanner({ contact, hide }: { contact: EmergencyContact; hide(): void }) {
  return (
    <section class="emergency" role="alert">
      <h2>
        <Icon name="warn" />
        {t("emergency.title")}
      </h2>
      <p>{t("emergency.text")}</p>
      <div class="row">
        <Call kind="button danger" number={contact.number} text={t("emergency.call", { number: contact.number })} />
        <Call kind="button" number={contact.phone} text={t("emergency.phone", { phone: contact.phone })} />
      </div>
      <button type="button" class="plain" onClick={hide}>
        {t("emergency.hide")}
      </button>
    </section>
  );
}
