// A tip as it is typed, and as it is asked of the server. Pure.

import type { Line, Point, TipNoted } from "../../api/types";
import { parseTime } from "../start/parse-time";

export const LONGEST = 1000;

export interface TipDraft {
  text: string;
  via: Line;
  place: { label: string; location: Point } | null;
  /** As typed, in Dutch time as everywhere; empty means now. */
  time: string;
}

export const EMPTY: TipDraft = { text: "", via: "0800-0011", place: null, time: "" };

export type TipProblem = "tip.needed" | "tip.tooLong" | "tip.timeWrong" | "problem.future";

export function problems({ text, time }: TipDraft, now: Date): TipProblem[] {
  const found: TipProblem[] = [];
  if (text.trim() === "") found.push("tip.needed");
  if (text.length > LONGEST) found.push("tip.tooLong");
  const at = parseTime(time, now);
  if (time.trim() !== "" && !at) found.push("tip.timeWrong");
  if (at && +at > +now) found.push("problem.future");
  return found;
}

/** The body of the call. When nothing was typed the server's own clock says when. */
export function body({ text, via, place, time }: TipDraft, now: Date): TipNoted {
  const at = parseTime(time, now);
  return {
    text: text.trim(),
    via,
    ...(place && { location: place.location }),
    ...(at && { receivedAt: at.toISOString() }),
  };
}
