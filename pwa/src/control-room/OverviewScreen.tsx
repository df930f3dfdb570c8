import { t } from "../i18n/room";
import { Screen } from "./parts/Screen";
import { DraftBox } from "./start/DraftBox";

/** #/: nothing chosen yet. */
export function OverviewScreen() {
  return (
    <Screen title={t("overview.title")}>
      <p>{t("overview.begin")}</p>
      <DraftBox />
    </Screen>
  );
}
