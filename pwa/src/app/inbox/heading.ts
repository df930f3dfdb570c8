// How many alerts run, in a sentence. An exercise is never called an alert, nor counted with them. Pure.

import type { Card } from "../../alerts/merge";
import { t } from "../../i18n/app";

/** Of cards that run; at least one. */
export function heading(running: Card[]): string {
  const real = running.filter((card) => !card.exercise);
  if (real.length > 1) return t("home.runningMore", { n: real.length });
  if (real.length === 1) return t("home.running");
  return running.length > 1 ? t("home.runningExercises", { n: running.length }) : t("home.runningExercise");
}
