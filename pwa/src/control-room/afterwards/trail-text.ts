// The audit trail's entries in words. Pure but for the language.

import type { TrailEntry } from "../../api/staff-types";
import { isKey, say } from "../../i18n/room";
import { metres, via } from "../live/format";

/** "Vergrootte het gebied tot 2,4 km" */
export function wording({ act, detail }: TrailEntry): string {
  if (act === "action-updated") {
    const done = [
      detail.text === true && say("act.action-updated"),
      typeof detail.radius === "number" && say("act.action-enlarged", { radius: metres(detail.radius) }),
      typeof detail.extendMinutes === "number" &&
        say("act.action-extended", { minutes: detail.extendMinutes }),
    ].filter((part) => part !== false);
    return done.join(". ");
  }
  const result = `result.${detail.result}`;
  const key = `act.${act}`;
  if (!isKey(key)) return say("act.other", { act });
  return say(key, {
    result: isKey(result) ? say(result).toLowerCase() : "",
    via: via(String(detail.via)),
  });
}

export const actorOf = ({ actor }: TrailEntry) => (actor === "system" ? say("actor.system") : actor);
