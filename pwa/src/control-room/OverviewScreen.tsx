import { say } from "../i18n/room";
import { Screen } from "./parts/Screen";
import { DraftBox } from "./start/DraftBox";

/** #/: nothing chosen yet. */
export function OverviewScreen() {
  return (
    <Screen title={say("overview.title")}>
      <p>{say("overview.begin")}</p>
      <DraftBox />
    </Screen>
  );
}
