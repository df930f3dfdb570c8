// A time as dispatchers type it: 1540, 15.40, 15:40, 9.05. In Dutch time, whatever this machine's zone is. Pure.

import { partsOf } from "../../i18n/clock";

const MINUTE = 60_000;
const DAY = 1_440;
/** So much before midnight-to-midnight counts as a slip towards the future, not as almost a day ago. */
const SLIP = 60;

function wall(at: Date): number {
  const { hour, minute } = partsOf(at);
  return Number(hour) * 60 + Number(minute);
}

/** The last moment at which it was that late; a time of the coming hour lies ahead. null when it is no time. */
export function parseTime(typed: string, now: Date): Date | null {
  const found = /^\s*(\d{1,2})[.:u\s]?(\d{2})\s*(?:uur)?\s*$/i.exec(typed);
  const [hour, minute] = [Number(found?.[1]), Number(found?.[2])];
  if (!found || hour > 23 || minute > 59) return null;
  const wanted = hour * 60 + minute;
  let back = (wall(now) - wanted + DAY) % DAY;
  if (back > DAY - SLIP) back -= DAY;
  const at = new Date(Math.floor(+now / MINUTE) * MINUTE - back * MINUTE);
  // The clock was changed between that moment and now.
  const off = wall(at) - wanted;
  return off === 0 ? at : new Date(+at - off * MINUTE);
}
