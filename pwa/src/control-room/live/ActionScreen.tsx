import { useEffect, useState } from "preact/hooks";
import type { Action } from "../contract";
import { Screen } from "../parts/Screen";
import { to } from "../route";
import * as server from "../server";
import { say } from "../words";

/** #/actie/{id}: the running action. */
export function ActionScreen({ id }: { id: string }) {
  const [action, setAction] = useState<Action | null>(null);
  useEffect(() => {
    server.action(id).then(setAction, () => undefined);
  }, [id]);
  return (
    <Screen
      title={action?.description.summary ?? say("shell.loading")}
      back={to.overview}
      exercise={action?.exercise ?? false}
    >
      {action && <p>{say(action.status === "running" ? "live.running" : "live.ended")}</p>}
    </Screen>
  );
}
