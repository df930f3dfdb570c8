import { useEffect, useState } from "preact/hooks";
import type { Action } from "../contract";
import { Screen } from "../parts/Screen";
import { to } from "../route";
import * as server from "../server";
import { say } from "../words";

/** #/eerder/{id}: one past action. */
export function PastActionScreen({ id }: { id: string }) {
  const [action, setAction] = useState<Action | null>(null);
  useEffect(() => {
    server.action(id).then(setAction, () => undefined);
  }, [id]);
  return (
    <Screen title={action?.description.summary ?? say("shell.loading")} back={to.past}>
      {action && <p>{say("live.ended")}</p>}
    </Screen>
  );
}
