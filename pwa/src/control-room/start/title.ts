// The title that is proposed, in Dutch: it is the participants' text, not the screen's. Pure.

import { isMissing } from "../../api/kinds";
import type { ActionKind } from "../../api/types";
import { capital } from "../../i18n/translate";
import { DUTCH } from "../../i18n/values";
import type { Draft } from "./draft";

/** Where the kind itself is no title. */
const TITLES: Partial<Record<ActionKind, string>> = {
  "vehicle-search": "Voertuig gezocht",
  other: "Wilt u uitkijken?",
};

export function proposedTitle({ kind, sex, ageFrom, ageTo }: Draft): string {
  if (!kind) return "";
  if (!isMissing(kind)) return TITLES[kind] ?? capital(DUTCH.kind[kind]);
  const age = !ageFrom || (ageTo && ageTo !== ageFrom) ? "" : ` van ${ageFrom} jaar`;
  return `${sought(kind, sex)}${age} vermist`;
}

function sought(kind: ActionKind, sex: string): string {
  const words: Partial<Record<string, string>> = DUTCH.sex;
  const known = sex !== "unknown" && words[sex];
  if (!known && kind === "missing-child") return "Kind";
  return capital(known || DUTCH.sex.unknown);
}
