// What the server says and hears, as far as a participant's phone is concerned (version 1 of the contract).

export type Language = "nl" | "en";
export type Point = { type: "Point"; coordinates: [longitude: number, latitude: number] };
export type PlaceName = "home" | "work";

export const KINDS = [
  "missing-child",
  "missing-adult",
  "burglary",
  "robbery",
  "street-robbery",
  "theft",
  "hit-and-run",
  "assault",
  "abduction",
  "vehicle-search",
  "other",
] as const;
export type ActionKind = (typeof KINDS)[number];

export const RESULTS = [
  "found",
  "found-thanks-to-participant",
  "arrested",
  "arrested-thanks-to-participant",
  "not-found",
  "withdrawn",
] as const;
export type Result = (typeof RESULTS)[number];

export type NoticeKind = "alert" | "update" | "outcome" | "self-test" | "municipality-joined";

/** One message, whichever way it came. `at` is when it was sent, or else when it reached this phone. */
export interface Notice {
  notice: string;
  action: string | null;
  number: number;
  kind: NoticeKind | "unknown";
  title: string;
  body: string;
  lang: string;
  phone: string | null;
  expiresAt: string | null;
  exercise: boolean;
  at: string;
  /** The phone has shown it as a notification; what only the open app heard of made no sound yet. */
  shown?: true;
}

export interface Person {
  sex: "girl" | "boy" | "woman" | "man" | "unknown";
  ageFrom?: number;
  ageTo?: number;
  lengthCm?: number;
  build?: string;
  skin?: string;
  hair?: string;
  face?: string;
  clothing?: string;
  belongings?: string;
}

export interface Vehicle {
  type: string;
  make?: string;
  model?: string;
  colour?: string;
  plate?: string;
}

export interface Description {
  summary: string;
  lastSeenAt?: string;
  lastSeenPlace?: string;
  person?: Person;
  vehicle?: Vehicle;
  direction?: string;
  caution?: string;
}

export interface Message {
  notice: string;
  number: number;
  kind: NoticeKind;
  title: string;
  body: string;
  sentAt: string;
}

/** One alert in GET /v1/participants/me/alerts. */
export interface ListedAlert {
  action: string;
  status: "running" | "ended";
  kind: ActionKind;
  title: string;
  description: Description | null;
  area: { center: Point; radius: number } | null;
  distance: number | null;
  startedAt: string;
  endedAt: string | null;
  result: Result | null;
  exercise: boolean;
  photo: string | null;
  messages: Message[];
}

export interface Municipality {
  code: string;
  name: string;
  joined: boolean;
}

export interface Joined {
  id: string;
  token: string;
  municipality: Municipality | null;
}

/** GET /v1/participants/me: everything stored about the caller. */
export interface Me {
  id: string;
  language: Language;
  alsoAddressesWhenAway: boolean;
  exercises: boolean;
  pausedUntil: string | null;
  position: { location: Point; accuracy: number; recordedAt: string; expiresAt: string } | null;
  places: Partial<Record<PlaceName, Point>>;
  push: { confirmedAt: string } | null;
  municipality: Municipality | null;
}

export type Preferences = Pick<Me, "language" | "alsoAddressesWhenAway" | "exercises" | "pausedUntil">;

export interface SelfTest {
  handedOverAt: string | null;
  acceptedAt: string | null;
  shownAt: string | null;
}

export interface FoundAddress {
  label: string;
  location: Point;
  municipality?: { code: string; name: string } | null;
}

/** GET /config.json: what the operator may set and this app shows. */
export interface Config {
  tileUrl: string;
  phones: { tips: string; urgent: string; police: string };
  publicUrl: string;
}
