import type { Card } from "../../shared/notices";
import { alertPath, HOME } from "../../shared/routes";
import { t } from "../language";
import { heading } from "./heading";

/** "Er loopt een oproep: Meisje van 6 vermist". The word at the front of an exercise's title is in the sentence already. */
export function line(cards: Card[]): string {
  const [first] = cards;
  if (!first || cards.length > 1) return heading(cards);
  return `${heading(cards)}: ${first.title.replace(/^OEFENING[^:]*: /, "")}`;
}

/** Of alerts alone, or of exercises alone; at least one. */
export function OngoingStrip({ cards }: { cards: Card[] }) {
  const [first] = cards;
  if (!first) return null;
  const open = first.exercise ? "home.openExercise" : "home.open";
  return (
    <aside class={first.exercise ? "ongoing exercise" : "ongoing"} aria-label={heading(cards)}>
      <a class="ongoing-link" href={cards.length > 1 ? HOME : alertPath(first.action)}>
        {line(cards)}. <span>{t(cards.length > 1 ? "home.openAll" : open)}</span>
      </a>
    </aside>
  );
}
