import { Screen } from "../parts/Screen";
import { to } from "../route";
import { say } from "../words";

/** #/nieuw: the report that becomes an action. */
export function StartScreen() {
  return (
    <Screen title={say("start.title")} back={to.overview}>
      <p />
    </Screen>
  );
}
