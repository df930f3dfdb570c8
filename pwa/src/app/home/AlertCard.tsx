import { typedAddition, typedOf, typedTitle } from "../../alerts/dispatcher-text";
import type { Card } from "../../alerts/merge";
import { MessageText } from "../../alerts/view/MessageText";
import { Strip } from "../../alerts/view/Strip";
import { alertPath } from "../../api/routes";
import { wordsOf } from "../../i18n/app";

const t = wordsOf("alerts");

/** A running alert as the start page shows it: enough to look out, one tap to the rest. */
export function AlertCard({ card, short, now }: { card: Card; short: boolean; now: Date }) {
  const [added] = card.additions;
  const title = <MessageText text={card.title} typed={typedTitle(card)} />;
  const open = t(card.exercise ? "home.openExercise" : "home.open", { n: 1 });
  return (
    <li class="card">
      <Strip card={card} now={now} />
      <h2 class="title">
        <a href={alertPath(card.action)}>{title}</a>
      </h2>
      <p class={short ? "sentence short" : "sentence"}>
        {added ? (
          <MessageText text={added.text} typed={typedAddition(added.text)} />
        ) : (
          <MessageText text={card.sentence} typed={typedOf(card.description)} />
        )}
      </p>
      <a class="other" href={alertPath(card.action)}>
        {open}
        <span class="unseen">: {title}</span>
      </a>
    </li>
  );
}
