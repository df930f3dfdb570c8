import { typedOutcome, typedTitle } from "../../alerts/dispatcher-text";
import type { Card } from "../../alerts/merge";
import { MessageText } from "../../alerts/view/MessageText";
import { alertPath } from "../../api/routes";
import { wordsOf } from "../../i18n/app";
import { ago } from "../../i18n/format";

const t = wordsOf("alerts");

/** The last outcome in full, and what came before it as links. */
export function Earlier({ cards, alarming, now }: { cards: Card[]; alarming: boolean; now: Date }) {
  const last = cards.find((card) => card.status === "ended");
  const others = cards.filter((card) => card !== last);
  return (
    <>
      {(last || !alarming) && (
        <section>
          <h2>{t("home.lastOutcome")}</h2>
          {last ? (
            <div class={last.exercise ? "outcome exercise" : "outcome"}>
              <h3>
                <a href={alertPath(last.action)}>{called(last)}</a>
              </h3>
              <p>
                {last.outcome ? (
                  <MessageText text={last.outcome.body} typed={typedOutcome(last.outcome.body)} />
                ) : (
                  last.result && t(`result.${last.result}`)
                )}
              </p>
              <p class="hint">{ago(new Date(last.endedAt ?? last.startedAt), now)}</p>
            </div>
          ) : (
            <p>{t("home.noAlerts")}</p>
          )}
        </section>
      )}
      {others.length > 0 && (
        <section>
          <h2>{t("home.recent")}</h2>
          <ul class="list">
            {others.map((card) => (
              <li key={card.action}>
                <a href={alertPath(card.action)}>{called(card)}</a>
                <p class="hint">{ago(new Date(card.endedAt ?? card.startedAt), now)}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

const called = (card: Card) =>
  card.outcome?.title ?? <MessageText text={card.title} typed={typedTitle(card)} />;
