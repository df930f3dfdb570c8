// A stretch of time in figures: tenths while they matter.

import { decimal } from "../../i18n/format";
import { t } from "../../i18n/room";
import { short } from "../live/format";
import { passed } from "../live/reminders";

const EPOCH = new Date(0).toISOString();

/** Seconds → 0,8 s · 47 s · 5 min 07 s · 32 min; in words when nothing was measured. */
export function lasted(seconds: number | null): string {
  if (seconds === null) return t("after.never");
  if (seconds < 10) return `${decimal(seconds, 1)} s`;
  const all = passed(EPOCH, new Date(seconds * 1000));
  return all.hours === 0 && all.minutes >= 10 ? `${all.minutes}\u00a0min` : short(all);
}
