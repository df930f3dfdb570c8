import { Screen } from "../parts/Screen";
import { to } from "../route";
import { say } from "../words";

/** #/actie/{id}/einde: how it ended. */
export function OutcomeScreen({ id }: { id: string }) {
  return (
    <Screen title={say("live.outcome")} back={to.action(id)}>
      <p />
    </Screen>
  );
}
