import { useState } from "preact/hooks";
import type { Action } from "../../api/types";
import { passed } from "../../i18n/format";
import { count, t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { kept, who } from "../session";
import { Note } from "./Note";
import { later, minutesLeft, nudge } from "./reminders";

const NAME = "later:";
const me = () => who.value?.username ?? "";

/** Until when the dispatcher asked to be left alone about this action. */
export const putOffUntil = (id: string) => kept.read<{ until: number }>(NAME + id, me())?.until ?? null;

/** Reminds of an action that runs on, and of one whose time is up. */
export function Reminder({ action, now }: { action: Action; now: Date }) {
  const [laterUntil, setLaterUntil] = useState(() => putOffUntil(action.id));
  const due = nudge({ ...action, laterUntil }, now);
  if (due === null) return null;
  const { hours, minutes } = passed(action.startedAt, now);
  const told = {
    long: () => t("nudge.long", { minutes: count(hours * 60 + minutes) }),
    expiring: () => t("nudge.expiring", { minutes: minutesLeft(action.expiresAt, now) }),
    expired: () => t("nudge.expired"),
  };
  return (
    <Note key={due} says={told[due]()}>
      {due === "long" && (
        <Button
          look="small"
          onPress={() => {
            const until = later(now);
            kept.write(NAME + action.id, me(), { until }, Date.now());
            setLaterUntil(until);
            // The button goes, and would take the focus along.
            document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
          }}
        >
          {t("nudge.later")}
        </Button>
      )}
    </Note>
  );
}
