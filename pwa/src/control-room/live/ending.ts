// How an action ended: which results fit its kind, most likely first. Pure.

import { isMissing } from "../../api/kinds";
import type { ActionKind, Result } from "../../api/types";

const THINGS: readonly ActionKind[] = ["vehicle-search", "theft", "other"];

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
