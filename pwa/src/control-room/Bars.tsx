import { now } from "../api/server-time";
import { clockTime } from "../i18n/format";
import { count, t } from "../i18n/room";
import { overview, pushServices } from "./data/overview";
import { Bar } from "./parts/Bar";

/** A service of which nobody noted when: this is what is known at this moment. */
const beganAt = (since: string | null) => clockTime(since ? new Date(since) : now());
const named = (origin: string) => origin.replace(/^https?:\/\//, "");

/** What stands in the way of messages, as sentences at the top: everyone sees them, wherever they are. */
export function Bars() {
  const { value, old, heardAt } = overview.value;
  const refusing = pushServices.value.filter(({ state }) => state === "refusing");
  const silent = pushServices.value.filter(({ state }) => state === "open");
  return (
    <div class="bars">
      {old && (
        <Bar look="alarm" urgent>
          {heardAt ? t("bar.old", { time: clockTime(now(heardAt)) }) : t("bar.silent")}
        </Bar>
      )}
      {!old && value && !value.sending && (
        <Bar look="alarm" urgent>
          {t("bar.still")}
        </Bar>
      )}
      {value?.halts?.map(({ id, region, action, begunAt }) => (
        <Bar key={id} look="alarm" urgent>
          {t(`bar.halted.${action ? "action" : region ? "region" : "everything"}`, {
            region: region ?? "",
            since: beganAt(begunAt),
          })}
        </Bar>
      ))}
      {refusing.map(({ origin, since, subscriptions }) => (
        <Bar key={origin} look="alarm" urgent>
          {t("bar.refusing", {
            origin: named(origin),
            n: count(subscriptions),
            since: beganAt(since),
          })}
        </Bar>
      ))}
      {silent.map(({ origin, since }) => (
        <Bar key={origin} look="warn" urgent>
          {t("bar.open", { origin: named(origin), since: beganAt(since) })}
        </Bar>
      ))}
    </div>
  );
}
