import type { Me } from "../../api/types";
import { wordsOf } from "../../i18n/app";
import { ago } from "../../i18n/format";

const t = wordsOf("occasional", "places");

/** Everything the server keeps about this participant, as it told it. */
export function Stored({ me, now }: { me: Me; now: Date }) {
  const { position, places, push, municipality } = me;
  const nothing = t("settings.storedNothing");
  const at = ({ coordinates: [longitude, latitude] }: { coordinates: [number, number] }) =>
    `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
  const rows = [
    [
      t("settings.storedPosition"),
      position ? `${at(position.location)}, ${ago(new Date(position.recordedAt), now)}` : nothing,
    ],
    [t("place.home"), places.home ? at(places.home) : nothing],
    [t("place.work"), places.work ? at(places.work) : nothing],
    [t("settings.storedPush"), push ? ago(new Date(push.confirmedAt), now) : nothing],
    [t("settings.storedMunicipality"), municipality?.name ?? nothing],
    [t("settings.storedLanguage"), t(`language.${me.language}`)],
  ];
  return (
    <section>
      <h2>{t("settings.stored")}</h2>
      <dl class="features">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
