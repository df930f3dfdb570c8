import { typedTitle } from "../../alerts/dispatcher-text";
import type { Card } from "../../alerts/merge";
import { withoutMark } from "../../alerts/older";
import { MessageText } from "../../alerts/view/MessageText";
import { alertPath, HOME } from "../../api/routes";
import { wordsOf } from "../../i18n/app";
import { heading } from "./heading";

const t = wordsOf("alerts");

/** "Er loopt een oproep: Meisje van 6 vermist". The word at the front of an exercise's title is in the sentence already. */
function line(cards: Card[]): string {
  const [first] = cards;
  if (!first || cards.length > 1) return heading(cards);
  return `${heading(cards)}: ${withoutMark(first.title)}`;
}

/** The same with the dispatcher's words marked. */
export const Line = ({ cards }: { cards: Card[] }) => (
  <MessageText text={line(cards)} typed={cards.flatMap(typedTitle)} />
);

/** Of alerts alone, or of exercises alone; at least one. */
export function OngoingStrip({ cards }: { cards: Card[] }) {
  const [first] = cards;
  if (!first) return null;
  const open = first.exercise ? "home.openExercise" : "home.open";
  return (
    <aside class={first.exercise ? "ongoing exercise" : "ongoing"} aria-label={heading(cards)}>
      <a class="ongoing-link" href={cards.length > 1 ? HOME : alertPath(first.action)}>
        <Line cards={cards} />. <span>{t(open, { n: cards.length })}</span>
      </a>
    </aside>
  );
}
