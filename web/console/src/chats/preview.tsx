// A waiting card, opened: what is known before accepting, and the button that accepts. No text of the chat is here.
import type { JSX } from "preact";
import type { CardState } from "../../../shared/src/wire.gen.ts";
import type { Live } from "../live.ts";
import { departmentOf } from "../model/spoken.ts";
import { goBack } from "../route.ts";
import { momentOf, t } from "../strings/index.ts";
import { Icon } from "../ui/icon.tsx";
import { Facts } from "../ui/facts.tsx";
import { OfferTime } from "./offer-time.tsx";
import { passedOnFacts } from "./passed-on.tsx";
import { useAccept } from "./use-accept.ts";
import { WaitingTime } from "./waiting-time.tsx";
import { Urgent } from "../ui/urgent.tsx";

export interface PreviewProps {
  live: Live;
  conversation: string;
  card: CardState | undefined;
}

export function Preview({ live, conversation, card }: PreviewProps): JSX.Element {
  const lapsed = live.lapsed.value;
  return (
    <section class="pane pane-card">
      <button type="button" class="button-quiet only-narrow" aria-label={t("back")} onClick={goBack}>
        <Icon name="back" />
      </button>
      {card?.phase === "waiting" ? (
        <WaitingCard live={live} card={card} />
      ) : (
        <>
          <h2 tabIndex={-1} data-home>{t("preview.gone")}</h2>
          {lapsed && lapsed.conversation === conversation && <p dir="auto">{lapsed.text}</p>}
        </>
      )}
    </section>
  );
}

function WaitingCard({ live, card }: { live: Live; card: CardState }): JSX.Element {
  const { accept, decline, working, problem } = useAccept(live, card.conversation, () => undefined);
  const { me } = live.desk.value;
  const mine = card.preferred != null && card.preferred === me.id;
  const colleague = mine ? undefined : me.colleagues.find(({ id }) => id === card.preferred);
  const name = card.name === "" ? t("who.visitor") : card.name;
  return (
    <div class="card">
      <h2 tabIndex={-1} data-home dir="auto">{t(card.left_at == null ? "preview.title" : "preview.titleLeft", { name })}</h2>
      {card.urgent && <Urgent />}
      <Facts
        facts={[
          [t(card.left_at == null ? "fact.waiting" : "fact.left"), <WaitingTime live={live} card={card} />],
          [t("fact.topic"), card.topic === "" ? t("fact.none") : card.topic],
          [t("fact.department"), departmentOf(live.desk.value, card.department)],
          [t("fact.opened"), momentOf(card.opened_at)],
          [t("fact.status"), card.visitor_here ? t("chat.visitorHere") : t("list.away")],
          ...passedOnFacts(card),
        ]}
      />
      {card.preferred != null && !mine ? (
        <p class="soft">{colleague ? t("preview.colleagues", { name: colleague.name }) : t("error.notNow")}</p>
      ) : (
        <>
          <p class="soft">{t("preview.note")}</p>
          <p role="alert" class="field-error">{problem}</p>
          {mine && card.offer_ends_at != null && <OfferTime live={live} endsAt={card.offer_ends_at} />}
          <div class="card-acts">
            <button type="button" class="button" aria-disabled={working} onClick={() => void accept()}>
              {working ? t("preview.accepting") : t("preview.accept")}
            </button>
            {mine && (
              <button type="button" class="button-line" aria-disabled={working} onClick={() => void decline()}>
                {t("list.decline")}
              </button>
            )}
          </div>
        </>
      )}
    </div>
  );
}
