// Joining as a table of states: which step may be shown, and what a failure means for the participant. Pure.

import { Problem, type Refusal } from "../../api/client";
import type { Key } from "../../i18n/app";

const OUTSIDE = "outside-netherlands";

export type Step = 1 | 2 | 3;

export interface Progress {
  /** Said to be 16 or older, and to want to take part. */
  agreed: boolean;
  participant: boolean;
}

/** The step to show when `wanted` is asked for: no step before its condition, no way back past joining. */
export function allowedStep(wanted: number, { agreed, participant }: Progress): Step {
  if (participant) return 3;
  return agreed && wanted >= 2 ? 2 : 1;
}

export interface Failure {
  words: Key<"joining">;
}

/** Why joining did not work, and what to do now. */
export function failure(error: unknown): Failure {
  if (!(error instanceof Problem) || error.status > 499) return { words: "join.where.unreachable" };
  if (error.status === 429) return { words: "join.where.crowded" };
  // A server before 1.1.0 tells only the field: nothing else is refused of a place.
  const place = ({ field, code }: Refusal) => field.startsWith("places") && (!code || code === OUTSIDE);
  const outside = error.status === 422 && error.errors.some(place);
  return { words: outside ? "join.where.outside" : "join.where.refused" };
}

/** What came of asking for notifications. */
export type Asked = "on" | "refused" | "undecided" | "failed" | "unsupported";

export function asked(permission: string, confirmed: boolean): Asked {
  if (permission === "denied") return "refused";
  if (permission === "default") return "undecided";
  if (permission !== "granted") return "unsupported";
  return confirmed ? "on" : "failed";
}
