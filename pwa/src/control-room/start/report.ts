// From what was typed to what is asked of the server, and what is missing before it can be asked. Pure.

import { isMissing } from "../../api/kinds";
import type {
  ActionStart,
  AreaProposal,
  Description,
  Report,
  ReportDraft,
  Rounded,
  SignedIn,
  Transport,
} from "../../api/types";
import type { Key } from "../../i18n/room";
import { spoken } from "../../places/query";
import { SMALLEST } from "../limits";
import type { Draft } from "./draft";
import { proposedTitle } from "./title";

export const transportOf = ({ transport, kind }: Draft): Transport =>
  transport ?? (isMissing(kind) ? "on-foot" : "unknown");
export const titleOf = (draft: Draft) => draft.summary ?? proposedTitle(draft);
export const seenPlaceOf = ({ seenPlace, place }: Draft) => seenPlace ?? (place ? spoken(place.label) : "");

const whole = (typed: string) => (/^\d{1,6}$/.test(typed.trim()) ? Number(typed) : undefined);
export const radiusOf = ({ radius }: Draft) =>
  radius === null ? undefined : whole(radius.replace(/[.\s]/g, ""));

/** What has something in it. */
function filled<T extends object>(values: T): Partial<T> {
  const kept = Object.entries(values).flatMap(([name, value]) => {
    const plain = typeof value === "string" ? value.trim() : value;
    return plain === "" || plain === undefined || plain === null ? [] : [[name, plain]];
  });
  return Object.fromEntries(kept) as Partial<T>;
}

export function descriptionOf(draft: Draft): Description {
  const { sex, ageFrom, ageTo, lengthCm } = draft;
  const person = filled({
    ...draft.person,
    ageFrom: whole(ageFrom),
    ageTo: whole(ageTo),
    lengthCm: whole(lengthCm),
  });
  const vehicle = filled(draft.vehicle);
  const anyone = sex !== "" || Object.keys(person).length > 0;
  return {
    ...filled({
      lastSeenAt: draft.seenAt ?? "",
      lastSeenPlace: seenPlaceOf(draft),
      lettering: draft.lettering,
      direction: draft.direction,
      caution: draft.caution,
    }),
    summary: titleOf(draft).trim(),
    ...(anyone ? { person: { ...person, sex: sex || "unknown" } as NonNullable<Description["person"]> } : {}),
    ...(Object.keys(vehicle).length > 0 ? { vehicle: vehicle as NonNullable<Description["vehicle"]> } : {}),
  };
}

/**
 * null until there is enough to propose an area with. A radius that nobody with these limits may choose is refused at
 * its field; the proposal is asked for without it, and stays.
 */
export function reportOf(draft: Draft, largest?: number): Report | null {
  const { kind, place, seenAt, exercise } = draft;
  if (!kind || !place || !seenAt) return null;
  const typed = radiusOf(draft);
  const refused = typed !== undefined && largest !== undefined && (typed < SMALLEST || typed > largest);
  const radius = refused ? undefined : typed;
  return {
    kind,
    transport: transportOf(draft),
    location: place.location,
    lastSeenAt: seenAt,
    ...(radius === undefined ? {} : { radius }),
    exercise,
  };
}

export function previewOf(draft: Draft): ReportDraft | null {
  const { kind, place, exercise, consent } = draft;
  if (!kind) return null;
  const radius = radiusOf(draft);
  return {
    kind,
    description: descriptionOf(draft),
    ...(place ? { location: place.location } : {}),
    ...(radius === undefined ? {} : { radius }),
    exercise,
    familyConsent: isMissing(kind) && consent,
  };
}

export function startOf(draft: Draft, proposal: AreaProposal): ActionStart | null {
  const { kind, place, exercise, consent, overrideReason, reference } = draft;
  if (!kind || !place) return null;
  return {
    kind,
    transport: transportOf(draft),
    location: place.location,
    radius: radiusOf(draft) ?? proposal.radius,
    description: descriptionOf(draft),
    spreadSeconds: proposal.spreadSeconds,
    exercise,
    ...(isMissing(kind) ? { familyConsent: consent } : {}),
    ...(overrideReason.trim() ? { overrideReason: overrideReason.trim() } : {}),
    ...(reference.trim() ? { reference: reference.trim() } : {}),
  };
}

/** What only this form can know: what was typed and cannot be read. By the server's names of fields. */
export function unreadable(draft: Draft): Record<string, Key> {
  const found: Record<string, Key> = {};
  if (!draft.kind) found.kind = "problem.kind";
  if (!draft.place) found.location = draft.sought.trim() ? "problem.search" : "problem.place";
  if (!draft.seenAt)
    found["description.lastSeenAt"] = draft.seenTyped.trim() ? "problem.time" : "problem.when";
  if (draft.radius?.trim() && radiusOf(draft) === undefined) found.radius = "problem.radius";
  for (const name of ["ageFrom", "ageTo", "lengthCm"] as const) {
    if (draft[name].trim() && whole(draft[name]) === undefined)
      found[`description.person.${name}`] = "problem.number";
  }
  const vehicle = filled(draft.vehicle);
  if (Object.keys(vehicle).length > 0 && !vehicle.type)
    found["description.vehicle.type"] = "problem.vehicleType";
  return found;
}

export type Size = "small" | "edge" | "refused" | "reason";

/** Whether so many people may be alerted by this person. Counts are rounded: at the edge nobody can tell. */
export function sizeOf(reachable: Rounded, largest: number, role: SignedIn["role"]): Size {
  const about = reachable.about ?? 0;
  if (about < largest * 0.98) return "small";
  if (role !== "dispatcher") return "reason";
  return about > largest * 1.02 ? "refused" : "edge";
}
