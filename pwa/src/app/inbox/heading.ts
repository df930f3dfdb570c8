// How many alerts run, in a sentence. An exercise is never called an alert, nor counted with them. Pure.

import type { Card } from "../../alerts/merge";
import { t } from "../../i18n/translate";

/** Of cards that run; at least one. */
export function heading(running: Card[]): string {
  const real = running.filter((card) => !card.exercise);
  if (real.length > 0)
    return real.length === 1 ? t("home.running") : t("home.runningMore", { n: real.length });
  return running.length === 1 ? t("home.runningExercise") : t("home.runningExercises", { n: running.length });
}
