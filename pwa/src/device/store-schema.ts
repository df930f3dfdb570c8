// The names of what the phone keeps, each with its type.

import type {
  Config,
  Language,
  ListedAlert,
  Me,
  Municipality,
  Notice,
  PlaceName,
  Point,
  Preferences,
} from "../api/types";
import type { Fix } from "./position";

/** A place as the participant chose it; the server only knows the point. */
export interface ChosenPlace {
  label: string;
  location: Point;
}

/** What was chosen on joining and in the settings, kept so that joining again starts filled in. */
export interface Choices {
  live: boolean;
  places: Partial<Record<PlaceName, ChosenPlace>>;
  /** What the server knew before it forgot this phone. */
  preferences?: Partial<Preferences>;
}

/** POST /v1/participants as it was first sent: after a lost answer the same is sent again. */
export interface Attempt {
  key: string;
  body: { language: Language; consent: true; places: Partial<Record<PlaceName, Point>> };
}

export interface Received {
  notice: string;
  state: "shown" | "opened";
  sent: boolean;
  at: string;
}

interface Single {
  token: string;
  language: Language;
  choices: Choices;
  /** Said to be 16 or older, and to want to take part. */
  agreed: boolean;
  /** The server no longer knew this phone, and nobody joined on it since. */
  forgotten: boolean;
  /** The server did not know this phone, once: said again at a later start, it counts. */
  doubted: boolean;
  /** The token of who was forgotten, should the server know it again; until somebody joins. */
  former: string;
  /** Rather no notifications, although the browser may allow them. */
  declined: boolean;
  attempt: Attempt;
  redemption: { key: string; code: string };
  municipality: Municipality | null;
  me: { me: Me; at: string };
  /** When the list of alerts was last heard from the server. */
  listedAt: string;
  config: Config;
  /** Milliseconds this phone's clock is ahead of the server's. */
  ahead: number;
  /** The subscription the server last accepted. */
  posted: { endpoint: string; at: string };
  fix: Fix;
  /** Where the last tapped notification leads; iOS opens the start page instead. */
  remembered: { path: string; at: number };
  installOffered: boolean;
}

export type Key = keyof Single | `notice:${string}` | `alert:${string}` | `receipt:${string}`;

export type Kept<K extends Key> = K extends keyof Single
  ? Single[K]
  : K extends `notice:${string}`
    ? Notice
    : K extends `alert:${string}`
      ? ListedAlert
      : Received;

export const noticeKey = (notice: Notice) => `notice:${notice.action ?? ""}:${notice.notice}` as const;
