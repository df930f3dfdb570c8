import { useEffect, useState } from "preact/hooks";
import { now } from "../shared/clock";
import type { ActionAtAGlance } from "./contract";
import { overview } from "./overview";
import { Button } from "./parts/Button";
import { useKeys } from "./parts/keys";
import { go, route, to } from "./route";
import { count, say } from "./words";

/** The actions that run, newest first, each a way to its screen. */
export function Running() {
  const items = overview.value.value?.items ?? [];
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 15_000);
    return () => clearInterval(timer);
  }, []);
  // The oldest is 1: a colleague's new action changes no key. Nine at most have one; there are rarely three.
  const keyOf = (at: number) => (items.length - at > 9 ? undefined : `Alt+${items.length - at}`);
  useKeys(Object.fromEntries(items.map(({ id }, at) => [keyOf(at), () => go(to.action(id))])));
  return (
    <nav class="running" aria-labelledby="running">
      <Button onPress={() => go(to.new)} keys="Alt+N">
        {say("shell.new")}
      </Button>
      <h2 id="running">{say("running.title")}</h2>
      {overview.value.value && items.length === 0 && <p class="hint">{say("running.none")}</p>}
      <ul>
        {items.map((item, at) => (
          <Item key={item.id} item={item} keys={keyOf(at)} />
        ))}
      </ul>
    </nav>
  );
}

function Item({ item, keys }: { item: ActionAtAGlance; keys: string | undefined }) {
  const at = route.value;
  const here = "id" in at && at.id === item.id;
  const minutes = Math.max(0, Math.floor((+now() - Date.parse(item.startedAt)) / 60_000));
  return (
    <li>
      <a
        class={item.exercise ? "glance exercise" : "glance"}
        href={to.action(item.id)}
        aria-current={here ? "page" : undefined}
        aria-keyshortcuts={keys}
      >
        {item.exercise && <strong class="tag">{say("running.exercise")}</strong>}
        <strong>{item.title}</strong>
        <span>{say("running.place", { place: item.place, minutes })}</span>
        <span>
          {say("running.reached", { handedOver: count(item.handedOver), selected: count(item.selected) })}
        </span>
        {item.tips > 0 && (
          <span>{item.tips === 1 ? say("running.tip") : say("running.tips", { n: item.tips })}</span>
        )}
        {item.expired && <strong class="expired">{say("running.expired")}</strong>}
        {keys && (
          <span>
            <kbd>{keys}</kbd>
          </span>
        )}
      </a>
    </li>
  );
}
