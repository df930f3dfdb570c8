// The report that is being typed: kept in this browser after every change, with the key it will be sent under, so that
// a double click, a reload, a crash and a lost answer all start one action. Each name has its own: keys count per name.

import { signal } from "@preact/signals";
import { secret } from "../../api/client";
import type { ActionKind, ActionStart, Point, Transport } from "../../api/types";
import { DAY } from "../data/purge";
import { followOthers } from "../data/store";
import { kept } from "../session";

export interface Place {
  /** As it was found; empty for a point that nobody named: participants never read what we call it. */
  label: string;
  location: Point;
}

export const PERSON = ["build", "skin", "hair", "face", "clothing", "belongings"] as const;
export const VEHICLE = ["type", "make", "model", "colour", "plate"] as const;

/** Everything as typed; null is "as proposed". */
export interface Draft {
  key: string;
  keptAt: string;
  kind: ActionKind | "";
  exercise: boolean;
  consent: boolean;
  sought: string;
  place: Place | null;
  /** The time as typed, and the moment it meant when it was. */
  seenTyped: string;
  seenAt: string | null;
  seenPlace: string | null;
  transport: Transport | null;
  radius: string | null;
  summary: string | null;
  sex: string;
  ageFrom: string;
  ageTo: string;
  lengthCm: string;
  person: Partial<Record<(typeof PERSON)[number], string>>;
  vehicle: Partial<Record<(typeof VEHICLE)[number], string>>;
  lettering: string;
  direction: string;
  caution: string;
  overrideReason: string;
  /** The incident's number in the room's own system. */
  reference: string;
  /** What was sent and not answered yet: it is repeated, never changed. */
  sent: { body: ActionStart; at: string } | null;
}

export const empty = (now = new Date(), key = secret()): Draft => ({
  key,
  keptAt: now.toISOString(),
  kind: "",
  exercise: false,
  consent: false,
  sought: "",
  place: null,
  seenTyped: "",
  seenAt: null,
  seenPlace: null,
  transport: null,
  radius: null,
  summary: null,
  sex: "",
  ageFrom: "",
  ageTo: "",
  lengthCm: "",
  person: {},
  vehicle: {},
  lettering: "",
  direction: "",
  caution: "",
  overrideReason: "",
  reference: "",
  sent: null,
});

export const draft = signal<Draft>(empty());
/** The browser keeps nothing: said on the form. */
export const unkept = signal(false);
let owner = "";

const place = () => `report:${owner}`;

/** What this name left behind in this browser, or a new one. */
export function open(name: string, now = new Date()): void {
  owner = name;
  draft.value = read(now) ?? empty(now);
}

export function change(changes: Partial<Draft>, now = new Date()): void {
  draft.value = { ...draft.value, ...changes, keptAt: now.toISOString() };
  unkept.value = !kept.write(place(), owner, draft.value, +now);
}

/** It has become an action, or nobody wants it: the next one has a key of its own. */
export function discard(now = new Date()): void {
  // In another tab the next one may have been begun.
  if (kept.read<Draft>(place(), owner)?.key === draft.value.key) kept.remove(place());
  draft.value = empty(now);
}

/** Whether somebody typed something that was not sent. */
export const begun = ({ kind, sought, place, summary, person }: Draft): boolean =>
  Boolean(kind || sought || place || summary || Object.values(person).some(Boolean));

/** Another tab changed, sent or threw away what stands here too; `busy` while this one sends it itself. */
export const followTabs = (busy: () => boolean) =>
  followOthers(place, () => {
    if (!busy()) draft.value = read(new Date()) ?? empty();
  });

/** Not after a day: the server has forgotten its key by then, and this browser forgets the rest. */
function read(now: Date): Draft | null {
  const found = kept.read<Draft>(place(), owner);
  if (!found?.key || !(+now - found.at < DAY)) return null;
  const { by: _, at: __, ...fields } = found;
  return { ...empty(now, found.key), ...fields };
}
