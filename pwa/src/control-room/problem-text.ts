// What the server refuses, in the words of the screen: it says it in English, for programs. Pure.

import type { FieldProblem } from "../api/types";
import { count, type Key, type Params, t } from "../i18n/room";

const SAID: [RegExp, Key][] = [
  [/outside the Netherlands/, "problem.outside"],
  [/^(?<name>.+) is not in your region/, "problem.region"],
  [/^(?<name>.+) does not take part yet/, "problem.notJoined"],
  [/^Where it happened/, "problem.place"],
  [/last seen is needed/, "problem.when"],
  [/lies in the future/, "problem.future"],
  [/more than 24 hours ago/, "problem.tooLongAgo"],
  [/at least (?<needed>\d+) features .* has (?<n>\d+)/, "problem.features"],
  [/lowest age is above/, "problem.ages"],
  [/consent comes first/, "problem.consent"],
  [/radius is between (?<smallest>\d+) and (?<largest>\d+)/, "problem.radiusLimits"],
  [/(?<n>\d+) bytes (?:too long|over)/, "problem.tooLong"],
  [/reaches more than (?<n>\d+)/, "problem.large"],
  [/with another body before/, "problem.otherBody"],
  [/needed for a clear description/, "problem.needed"],
  [/[Ll]onger than maximum length|between \d+ and \d+/, "problem.tooMany"],
  [/greater than|less than/, "problem.range"],
];

export function inWords(detail: string): string {
  for (const [pattern, key] of SAID) {
    const found = pattern.exec(detail);
    if (found) return t(key, readable(found.groups ?? {}));
  }
  return detail;
}

const readable = (said: Record<string, string>): Params =>
  Object.fromEntries(
    Object.entries(said).map(([name, value]) => [name, /^\d+$/.test(value) ? count(Number(value)) : value]),
  );

/** By field; of two at one field the first. */
export function byField(problems: FieldProblem[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { field, detail } of problems) found[field] ??= inWords(detail);
  return found;
}

/** The control a problem stands at, from the top of the form to its foot: that of the first one gets the focus. */
export const CONTROLS: Record<string, string> = {
  kind: "kind",
  location: "place",
  "description.lastSeenAt": "seen-at",
  "description.lastSeenPlace": "seen-place",
  radius: "radius",
  transport: "transport",
  overrideReason: "override-reason",
  familyConsent: "consent",
  description: "sex",
  "description.person.sex": "sex",
  "description.person.ageFrom": "age-from",
  "description.person.ageTo": "age-to",
  "description.person.lengthCm": "length",
  ...Object.fromEntries(
    ["build", "skin", "hair", "face", "clothing", "belongings"].map((name) => [
      `description.person.${name}`,
      name,
    ]),
  ),
  ...Object.fromEntries(
    ["type", "make", "model", "colour", "plate"].map((name) => [
      `description.vehicle.${name}`,
      `vehicle-${name}`,
    ]),
  ),
  "description.direction": "direction",
  "description.caution": "caution",
  "description.summary": "summary",
};
