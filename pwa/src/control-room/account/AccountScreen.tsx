import { Screen } from "../parts/Screen";
import { to } from "../route";
import { say } from "../words";

/** #/account: the second factor and one's own sessions. */
export function AccountScreen() {
  return (
    <Screen title={say("account.title")} back={to.overview}>
      <p />
    </Screen>
  );
}
