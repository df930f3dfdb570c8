// How an action ended: which results fit its kind, and the text that is ready to be sent or changed. Pure.

import type { ActionKind, Result } from "../../shared/contract";

const MISSING: readonly ActionKind[] = ["missing-child", "missing-adult"];
const THINGS: readonly ActionKind[] = ["vehicle-search", "theft", "other"];

export const isMissing = (kind: ActionKind) => MISSING.includes(kind);

/** The results a dispatcher chooses from; withdrawing has its own way. The others stay possible, further down. */
export function results(kind: ActionKind): { likely: Result[]; others: Result[] } {
  const found: Result[] = ["found-thanks-to-participant", "found"];
  const arrested: Result[] = ["arrested-thanks-to-participant", "arrested"];
  if (isMissing(kind)) return { likely: [...found, "not-found"], others: arrested };
  if (kind === "abduction" || THINGS.includes(kind)) {
    return { likely: [...arrested, ...found, "not-found"], others: [] };
  }
  return { likely: [...arrested, "not-found"], others: found };
}

/** The key of the text that is ready for a result; the standard sentence before it is the server's. */
export const composedKey = (result: Result) => `composed.${result}` as const;

/** The text after another result was chosen: what was typed stays, what was only composed gives way. */
export const recomposed = (text: string, composedBefore: string, composedNow: string) =>
  text.trim() === "" || text === composedBefore ? composedNow : text;
