// How long ago, and which reminder is due. Pure: the moment is an argument.

const MINUTE = 60;
const HOUR = 60 * MINUTE;

export interface Passed {
  hours: number;
  minutes: number;
  seconds: number;
}

/** Since `startedAt`; what seems to lie ahead counts as now. */
export function passed(startedAt: string, until: Date): Passed {
  const all = Math.max(0, Math.floor((+until - Date.parse(startedAt)) / 1000));
  return { hours: Math.floor(all / HOUR), minutes: Math.floor((all % HOUR) / MINUTE), seconds: all % MINUTE };
}

/** 47 s · 5 min 07 s · 1 u 05 min: seconds while they matter. */
export function passedShort({ hours, minutes, seconds }: Passed, hour = "u"): string {
  const two = (value: number) => String(value).padStart(2, "0");
  if (hours > 0) return `${hours} ${hour} ${two(minutes)} min`;
  return minutes > 0 ? `${minutes} min ${two(seconds)} s` : `${seconds} s`;
}

export type Nudge = "expired" | "expiring" | "long" | null;

const LONG = 30 * MINUTE * 1000;
const EXPIRING = 5 * MINUTE * 1000;

export interface Waiting {
  startedAt: string;
  expiresAt: string;
  /** Until when the dispatcher asked to be left alone. */
  laterUntil: number | null;
}

/** What the dispatcher should be reminded of. Only the half hour can be put off: an expired action reaches nobody. */
export function nudge({ startedAt, expiresAt, laterUntil }: Waiting, now: Date): Nudge {
  const left = Date.parse(expiresAt) - +now;
  if (left <= 0) return "expired";
  if (left <= EXPIRING) return "expiring";
  if (laterUntil !== null && +now < laterUntil) return null;
  return +now - Date.parse(startedAt) >= LONG ? "long" : null;
}

/** Until when "later" lasts. */
export const later = (now: Date) => +now + LONG;

/** Whole minutes that are left, rounded up. */
export const minutesLeft = (expiresAt: string, now: Date) =>
  Math.max(0, Math.ceil((Date.parse(expiresAt) - +now) / (MINUTE * 1000)));
