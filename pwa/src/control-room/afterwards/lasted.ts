// A stretch of time in figures: tenths while they matter.

import { decimal, short, stretch } from "../../i18n/format";
import { t } from "../../i18n/room";

/** Seconds → 0,8 s · 47 s · 5 min 07 s · 32 min; in words when nothing was measured. */
export function lasted(seconds: number | null): string {
  if (seconds === null) return t("after.never");
  if (seconds < 10) return `${decimal(seconds, 1)} s`;
  const all = stretch(seconds);
  return all.hours === 0 && all.minutes >= 10 ? `${all.minutes}\u00a0min` : short(all);
}
