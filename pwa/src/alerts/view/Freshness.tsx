import { wordsOf } from "../../i18n/app";
import { ago } from "../../i18n/format";

const t = wordsOf("alerts");

/** fresh: as the server has it · asking: under way · offline, failed: as it was at that moment. */
export interface Freshness {
  state: "fresh" | "asking" | "offline" | "failed";
  at: Date | null;
}

/** Says how old the alert on the screen is, when it may not be the newest. */
export function FreshnessNote({ freshness: { state, at }, now }: { freshness: Freshness; now: Date }) {
  if (state !== "offline" && state !== "failed") return null;
  const [dated, undated] = (
    {
      offline: ["alert.stale", "alert.staleNever"],
      failed: ["alert.failed", "alert.failedNever"],
    } as const
  )[state];
  return <p class="note">{at ? t(dated, { ago: ago(at, now) }) : t(undated)}</p>;
}
