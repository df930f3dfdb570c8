import { useEffect } from "preact/hooks";
import type { ActionAtAGlance } from "../api/types";
import { passed } from "../i18n/format";
import { count, t } from "../i18n/room";
import { Button } from "../ui/Button";
import { announce } from "../ui/LiveRegion";
import { overview } from "./data/overview";
import { putOffUntil } from "./live/Reminder";
import { nudge } from "./live/reminders";
import { useNow } from "./live/useAction";
import { Sentence } from "./parts/Dutch";
import { useKeys } from "./parts/useKeys";
import { go, route, to } from "./route";

/** The actions that run, newest first, each a way to its screen. */
export function RunningActions() {
  const items = overview.value.value?.items ?? [];
  const now = useNow();
  // The oldest is 1: a colleague's new action changes no key. Nine at most have one; there are rarely three.
  const keyOf = (at: number) => (items.length - at > 9 ? undefined : `Alt+${items.length - at}`);
  useKeys(Object.fromEntries(items.map(({ id }, at) => [keyOf(at), () => go(to.action(id))])));
  return (
    <nav class="running" aria-labelledby="running">
      <Button onPress={() => go(to.new)} keys="Alt+N">
        {t("shell.new")}
      </Button>
      <h2 id="running">{t("running.title")}</h2>
      {overview.value.value && items.length === 0 && <p class="hint">{t("running.none")}</p>}
      <ul>
        {items.map((item, at) => (
          <Item key={item.id} item={item} keys={keyOf(at)} now={now} />
        ))}
      </ul>
    </nav>
  );
}

interface ItemProps {
  item: ActionAtAGlance;
  keys: string | undefined;
  now: Date;
}

function Item({ item, keys, now }: ItemProps) {
  const at = route.value;
  const here = "id" in at && at.id === item.id;
  const { hours, minutes } = passed(item.startedAt, now);
  const due = nudge({ ...item, laterUntil: putOffUntil(item.id) }, now);
  useEffect(() => {
    // On its own screen the reminder says so.
    if (due && !here) announce(`${item.title}. ${t(`running.${due}`)}`);
  }, [due]);
  return (
    <li>
      <a
        class={item.exercise ? "glance exercise" : "glance"}
        href={to.action(item.id)}
        aria-current={here ? "page" : undefined}
        aria-keyshortcuts={keys}
      >
        {item.exercise && <strong class="tag">{t("running.exercise")}</strong>}
        <strong lang="nl">{item.title}</strong>
        <span>
          <Sentence
            says="running.place"
            params={{ minutes: hours * 60 + minutes }}
            dutch={{ place: item.place }}
          />
        </span>
        {item.reference && <span>{item.reference}</span>}
        <span>
          {t("running.reached", { handedOver: count(item.handedOver), selected: count(item.selected) })}
        </span>
        {item.tips > 0 && <span>{t("running.tips", { n: item.tips })}</span>}
        {due && <strong class="expired">{t(`running.${due}`)}</strong>}
        {keys && (
          <span>
            <kbd>{keys}</kbd>
          </span>
        )}
      </a>
    </li>
  );
}
