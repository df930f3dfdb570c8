import { isMissing } from "../../api/kinds";
import { now as device } from "../../api/server-time";
import { typedIn, wordsOf } from "../../i18n/app";
import { moment, radius } from "../../i18n/format";
import type { Card } from "../merge";
import { features } from "./features";
import { MessageText } from "./MessageText";

const t = wordsOf("alerts");

interface Props {
  card: Card;
  now?: Date;
}

/** Everything known of whom or what to look out for, in signalement order. */
export function Details({ card, now = device() }: Props) {
  const { description, kind } = card;
  if (!description) return null;
  const { lastSeenAt, lastSeenPlace, person, caution } = description;
  const suspect = kind !== null && !isMissing(kind);
  const listed = features(description);
  return (
    <>
      {listed.length > 0 && (
        <section>
          <h2>{t("alert.features")}</h2>
          <dl class="features">
            {listed.map(({ name, text, typed }) => (
              <div key={name}>
                <dt>{t(name)}</dt>
                <dd lang={typed ? typedIn() : undefined}>{text}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {(lastSeenAt || lastSeenPlace) && (
        <section>
          <h2>{t("alert.lastSeen")}</h2>
          <p>
            {lastSeenAt && <time dateTime={lastSeenAt}>{moment(new Date(lastSeenAt), now)}</time>}
            {lastSeenAt && lastSeenPlace && ", "}
            <span lang={typedIn()}>{lastSeenPlace}</span>
          </p>
        </section>
      )}
      {(caution || suspect) && (
        <section class="caution">
          <h2>{t("alert.caution")}</h2>
          {caution && <p lang={typedIn()}>{caution}</p>}
          {suspect && <p>{t(person ? "alert.approachPerson" : "alert.approachVehicle")}</p>}
        </section>
      )}
    </>
  );
}

/** The area in words: what remains when no map can be shown. */
export function Area({ card }: { card: Card }) {
  if (!card.area) return null;
  const size = radius(card.area.radius);
  const place = card.description?.lastSeenPlace;
  return (
    <section>
      <h2>{t("alert.area")}</h2>
      <p>
        {place ? (
          <MessageText text={t("alert.areaAround", { radius: size, place })} typed={[place]} />
        ) : (
          t("alert.areaSize", { radius: size })
        )}
      </p>
    </section>
  );
}
