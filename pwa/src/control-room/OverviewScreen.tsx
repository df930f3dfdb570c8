import { Screen } from "./parts/Screen";
import { DraftBox } from "./start/DraftBox";
import { say } from "./words";

/** #/: nothing chosen yet. */
export function OverviewScreen() {
  return (
    <Screen title={say("overview.title")}>
      <p>{say("overview.begin")}</p>
      <DraftBox />
    </Screen>
  );
}
