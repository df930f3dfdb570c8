// Which reminder is due. Pure: the moment is an argument.

const MINUTE = 60_000;

export type Nudge = "expired" | "expiring" | "long" | null;

const LONG = 30 * MINUTE;
const EXPIRING = 5 * MINUTE;

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
  Math.max(0, Math.ceil((Date.parse(expiresAt) - +now) / MINUTE));
