// A participant, as they join and as they see themselves; and what the app asks on the way.

import type { Language, PlaceName, Point } from "./values";

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

export interface FoundAddress {
  label: string;
  location: Point;
  municipality: { code: string; name: string } | null;
}

/** GET /config.json: what the operator may set and this app shows. */
export interface Config {
  tileUrl: string;
  phones: { tips: string; urgent: string; police: string };
  publicUrl: string;
}
