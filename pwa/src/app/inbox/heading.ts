// How many alerts run, in a sentence. An exercise is never called an alert, nor counted with them. Pure.

import type { Card } from "../../alerts/merge";
import { wordsOf } from "../../i18n/app";

const t = wordsOf("alerts");

/** Of cards that run; at least one. */
export function heading(running: Card[]): string {
  const real = running.filter((card) => !card.exercise);
  if (real.length > 0) return t("home.running", { n: real.length });
  return t("home.runningExercise", { n: running.length });
}
