import { now as device } from "../../api/server-time";
import { wordsOf } from "../../i18n/app";
import { ago, distance } from "../../i18n/format";
import type { Card } from "../merge";

const t = wordsOf("alerts");

interface Props {
  card: Card;
  now?: Date;
}

/** What this is, since when and how far away. The second line is always there: a distance arriving moves nothing. */
export function Strip({ card, now = device() }: Props) {
  const ended = card.status === "ended";
  const at = new Date((ended ? card.endedAt : null) ?? card.startedAt);
  return (
    <div class={`strip ${card.exercise ? "exercise" : card.status}`}>
      {card.exercise && <strong>{t("app.exercise")}</strong>}
      <p>
        <strong>{t(ended ? "alert.ended" : card.status === "lapsed" ? "alert.lapsed" : "alert.name")}</strong>
        {" · "}
        <time dateTime={at.toISOString()}>{ago(at, now)}</time>
      </p>
      <p>{card.distance === null ? "\u00a0" : distance(card.distance)}</p>
    </div>
  );
}
