import { t } from "../../i18n/app";
import { Button } from "../../ui/Button";

/** Offered after joining: an installed app keeps its permission to notify. */
export function InstallOffer({ onAnswer }: { onAnswer: (wanted: boolean) => void }) {
  return (
    <section class="offer">
      <h2>{t("install.android.title")}</h2>
      <p>{t("install.android.why")}</p>
      <div class="pair">
        <Button onPress={() => onAnswer(true)}>{t("install.android.do")}</Button>
        <Button look="other" onPress={() => onAnswer(false)}>
          {t("install.android.no")}
        </Button>
      </div>
    </section>
  );
}
