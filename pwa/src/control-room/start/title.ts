// The title that is proposed, in Dutch: it is the participants' text, not the screen's. Pure.

import { isMissing } from "../../api/kinds";
import type { ActionKind } from "../../api/types";
import type { Draft } from "./draft";

const SEXES: Record<string, string> = { girl: "Meisje", boy: "Jongen", woman: "Vrouw", man: "Man" };
const KINDS: Record<ActionKind, string> = {
  "missing-child": "Kind",
  "missing-adult": "Persoon",
  burglary: "Inbraak",
  robbery: "Overval",
  "street-robbery": "Straatroof",
  theft: "Diefstal",
  "hit-and-run": "Doorrijden na ongeval",
  assault: "Mishandeling",
  abduction: "Ontvoering",
  "vehicle-search": "Voertuig gezocht",
  other: "Wilt u uitkijken?",
};

export function proposedTitle({ kind, sex, ageFrom, ageTo }: Draft): string {
  if (!kind) return "";
  if (!isMissing(kind)) return KINDS[kind];
  const age = !ageFrom || (ageTo && ageTo !== ageFrom) ? "" : ` van ${ageFrom} jaar`;
  return `${SEXES[sex] ?? KINDS[kind]}${age} vermist`;
}
