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

/** The text that is ready for a result, after the server's own sentence. Dutch on every desk: participants read it. */
export function composed(result: Result): string {
  if (result === "withdrawn") return "De oproep is per vergissing verstuurd. U hoeft niet uit te kijken.";
  return result === "not-found" ? "De oproep is beëindigd." : "U hoeft niet meer uit te kijken.";
}

/** The text after another result was chosen: what was typed stays, what was only composed gives way. */
export const recomposed = (text: string, before: Result | null, now: Result) =>
  text.trim() === "" || (before !== null && text === composed(before)) ? composed(now) : text;
