// A tip as it is typed, and as it is asked of the server. Pure.

import type { Line, Point, TipNoted } from "../contract";

export const LONGEST = 1000;

export interface TipDraft {
  text: string;
  via: Line;
  place: { label: string; location: Point } | null;
  /** HH:MM as typed; empty means now. */
  time: string;
}

export const EMPTY: TipDraft = { text: "", via: "0800-0011", place: null, time: "" };

export type TipProblem = "tip.needed" | "tip.tooLong" | "tip.timeWrong";

const DAY = 86_400_000;
const TIME = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/;

/** When a typed clock time was: the last time it was so late, for a tip cannot lie ahead. Null when it is no time. */
export function moment(time: string, now: Date): Date | null {
  const found = TIME.exec(time.trim());
  if (!found) return null;
  const at = new Date(now);
  at.setHours(Number(found[1]), Number(found[2]), 0, 0);
  return +at > +now ? new Date(+at - DAY) : at;
}

export function problems({ text, time }: TipDraft, now: Date): TipProblem[] {
  const found: TipProblem[] = [];
  if (text.trim() === "") found.push("tip.needed");
  if (text.length > LONGEST) found.push("tip.tooLong");
  if (time.trim() !== "" && !moment(time, now)) found.push("tip.timeWrong");
  return found;
}

/** The body of the call. When nothing was typed the server's own clock says when. */
export function body({ text, via, place, time }: TipDraft, now: Date): TipNoted {
  const at = time.trim() === "" ? null : moment(time, now);
  return {
    text: text.trim(),
    via,
    ...(place && { location: place.location }),
    ...(at && { receivedAt: at.toISOString() }),
  };
}
