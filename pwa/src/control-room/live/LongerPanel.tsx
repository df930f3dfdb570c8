import { useState } from "preact/hooks";
import type { Action } from "../../api/staff-types";
import { say } from "../../i18n/room";
import { errandOf, isUnderWay, send } from "../commands/commands";
import { Button } from "../parts/Button";
import { time } from "./format";
import { Panel } from "./Panel";
import { SentLine } from "./SentLine";

const CHOICES = [30, 60, 120, 240];

/** More time; participants are not told. An action whose time is up cannot be extended any more. */
export function LongerPanel({ action: { id, expiresAt }, onClose }: { action: Action; onClose: () => void }) {
  const [minutes, setMinutes] = useState(60);
  const standing = errandOf("update", id, "longer");
  const until = new Date(Date.parse(expiresAt) + minutes * 60_000).toISOString();
  return (
    <Panel
      title={say("longer.title")}
      onClose={onClose}
      onSubmit={() => isUnderWay(standing) || send("update", id, { extendMinutes: minutes }, {}, "longer")}
    >
      <p>{say("longer.now", { time: time(expiresAt) })}</p>
      <fieldset class="choices">
        <legend>{say("longer.choice")}</legend>
        {CHOICES.map((choice) => (
          <label key={choice}>
            <input
              type="radio"
              name="minutes"
              checked={choice === minutes}
              onChange={() => setMinutes(choice)}
            />
            <span>{lasting(choice)}</span>
          </label>
        ))}
      </fieldset>
      <p class="hint">{say("longer.silent")}</p>
      <Button submits busy={isUnderWay(standing)}>
        {say("longer.send", { time: time(until) })}
      </Button>
      <SentLine standing={standing} done={say("longer.sent")} />
    </Panel>
  );
}

function lasting(minutes: number): string {
  if (minutes < 60) return say("longer.minutes", { n: minutes });
  return minutes === 60 ? say("longer.hour") : say("longer.hours", { n: minutes / 60 });
}
