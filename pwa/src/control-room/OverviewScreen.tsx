import { Screen } from "./parts/Screen";
import { say } from "./words";

/** #/: nothing chosen yet. */
export function OverviewScreen() {
  return (
    <Screen title={say("overview.title")}>
      <p>{say("overview.begin")}</p>
    </Screen>
  );
}
