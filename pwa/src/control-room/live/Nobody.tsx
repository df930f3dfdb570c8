import type { Action, Progress } from "../../api/types";
import { t } from "../../i18n/room";

/** Said of an exercise that reached nobody, while it runs and afterwards. */
export function Nobody({ action, progress }: { action: Action; progress: Progress | null }) {
  if (!action.exercise || progress?.selected !== 0) return null;
  return (
    <p class="nobody">
      <strong>{t("exercise.nobody")}</strong> {t("exercise.nobodyWhy")}
    </p>
  );
}
