// The audit trail's entries in words. Pure but for the language.

import type { TrailEntry } from "../../api/types";
import { isKey, t } from "../../i18n/room";
import { metres, via } from "../live/format";

/** "Vergrootte het gebied tot 2,4 km" */
export function wording({ act, detail }: TrailEntry): string {
  if (act === "action-updated") {
    const done = [
      detail.text === true && t("act.action-updated"),
      typeof detail.radius === "number" && t("act.action-enlarged", { radius: metres(detail.radius) }),
      typeof detail.extendMinutes === "number" && t("act.action-extended", { minutes: detail.extendMinutes }),
    ].filter((part) => part !== false);
    return done.join(". ");
  }
  const result = `result.${detail.result}`;
  const key = `act.${act}`;
  if (!isKey(key)) return t("act.other");
  const words = t(key, {
    result: isKey(result) ? t(result).toLowerCase() : "",
    via: via(String(detail.via)),
  });
  return typeof detail.reference === "string" ? `${words} (${detail.reference})` : words;
}

export const actorOf = ({ actor }: TrailEntry) => (actor === "system" ? t("actor.system") : actor);
