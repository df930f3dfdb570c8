import { moment } from "../../app/format";
import { now } from "../../shared/clock";
import type { TrailEntry } from "../contract";
import { say } from "../words";
import { actorOf, wording } from "./acts";

/** Who did what to this action, oldest first. */
export function Trail({ entries }: { entries: TrailEntry[] | null }) {
  return (
    <section aria-labelledby="trail">
      <h2 id="trail">{say("after.trail")}</h2>
      {entries?.length === 0 && <p class="hint">{say("after.trailNone")}</p>}
      {entries && entries.length > 0 && (
        <table class="trail" aria-labelledby="trail">
          <thead>
            <tr>
              <th scope="col">{say("after.at")}</th>
              <th scope="col">{say("after.actor")}</th>
              <th scope="col">{say("after.act")}</th>
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
