import { now } from "../../api/server-time";
import type { TrailEntry } from "../../api/types";
import { moment } from "../../i18n/format";
import { t } from "../../i18n/room";
import { actorOf, wording } from "./trail-text";

/** Who did what to this action, oldest first. */
export function Trail({ entries }: { entries: TrailEntry[] | null }) {
  return (
    <section aria-labelledby="trail">
      <h2 id="trail">{t("after.trail")}</h2>
      {entries?.length === 0 && <p class="hint">{t("after.trailNone")}</p>}
      {entries && entries.length > 0 && (
        <table class="trail" aria-labelledby="trail">
          <thead>
            <tr>
              <th scope="col">{t("after.at")}</th>
              <th scope="col">{t("after.actor")}</th>
              <th scope="col">{t("after.act")}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={`${entry.at} ${entry.act}`}>
                <td>{moment(new Date(entry.at), now())}</td>
                <td>{actorOf(entry)}</td>
                <td>{wording(entry)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
