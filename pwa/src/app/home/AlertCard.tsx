import type { Card } from "../../shared/notices";
import { alertPath } from "../../shared/routes";
import { unbroken } from "../../shared/text";
import { Strip } from "../alert/Strip";
import { t } from "../language";

/** A running alert as the start page shows it: enough to look out, one tap to the rest. */
export function AlertCard({ card, short, now }: { card: Card; short: boolean; now: Date }) {
  const open = t(card.exercise ? "home.openExercise" : "home.open");
  return (
    <li class="card">
      <Strip card={card} now={now} />
      <h2 class="title">
        <a href={alertPath(card.action)}>{card.title}</a>
      </h2>
      <p class={short ? "sentence short" : "sentence"}>
        {unbroken(card.additions[0]?.text ?? card.sentence)}
      </p>
      <a class="other" href={alertPath(card.action)} aria-label={`${open}: ${card.title}`}>
        {open}
      </a>
    </li>
  );
}
