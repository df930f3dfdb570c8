import { useEffect, useState } from "preact/hooks";
import type { ActionInFigures } from "../contract";
import { Screen } from "../parts/Screen";
import { to } from "../route";
import * as server from "../server";
import { say } from "../words";

/** #/eerder: past actions with their figures. */
export function PastScreen() {
  const [items, setItems] = useState<ActionInFigures[]>([]);
  useEffect(() => {
    server.figures().then(
      (told) => setItems(told.items),
      () => undefined,
    );
  }, []);
  return (
    <Screen title={say("past.title")} back={to.overview}>
      {items.length === 0 && <p>{say("past.none")}</p>}
      <ul>
        {items.map(({ id, title }) => (
          <li key={id}>
            <a href={to.pastAction(id)}>{title}</a>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
