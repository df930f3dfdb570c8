import { useState } from "preact/hooks";
import type { Action } from "../../api/types";
import { t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { commandOf, isUnderWay, send } from "../commands/commands";
import { time } from "./format";
import { Panel } from "./Panel";
import { SentLine } from "./SentLine";

const CHOICES = [30, 60, 120, 240];

/** More time; participants are not told. An action whose time is up cannot be extended any more. */
export function LongerPanel({ action: { id, expiresAt }, onClose }: { action: Action; onClose: () => void }) {
  const [minutes, setMinutes] = useState(60);
  const command = commandOf("update", id, "longer");
  const until = new Date(Date.parse(expiresAt) + minutes * 60_000).toISOString();
  return (
    <Panel
      title={t("longer.title")}
      onClose={onClose}
      onSubmit={() => isUnderWay(command) || send("update", id, { extendMinutes: minutes }, {}, "longer")}
    >
      <p>{t("longer.now", { time: time(expiresAt) })}</p>
      <fieldset class="choices">
        <legend>{t("longer.choice")}</legend>
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
      <p class="hint">{t("longer.silent")}</p>
      <Button submits busy={isUnderWay(command)}>
        {t("longer.send", { time: time(until) })}
      </Button>
      <SentLine command={command} done={t("longer.sent")} />
    </Panel>
  );
}

function lasting(minutes: number): string {
  if (minutes < 60) return t("longer.minutes", { n: minutes });
  return t("longer.hours", { n: minutes / 60 });
}
