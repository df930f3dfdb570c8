// An action as its dispatcher follows, updates and ends it, and as it is looked back on.

import type { Message } from "./alert";
import type { Description } from "./description";
import type { ActionKind, Area, Line, Point, PushServiceState, Result, Status, Transport } from "./values";

export interface Counts {
  selected: number;
  waiting: number;
  handedOver: number;
  accepted: number;
  shown: number;
  opened: number;
  failed: number;
  gone: number;
  withdrawn: number;
  unreachable: number;
  firstHandedOverAt: string | null;
  lastHandedOverAt: string | null;
  order: { window: number; inversions: number; overtaken: number };
  outcome: { selected: number; handedOver: number; shown: number };
}

export interface Ring {
  from: number;
  to: number;
  selected: number;
  handedOver: number;
  shown: number;
}

export interface Progress extends Counts {
  rings: Ring[];
}

export interface Action {
  id: string;
  status: Status;
  expired: boolean;
  kind: ActionKind;
  transport: Transport;
  municipality: { code: string; name: string };
  region: string | null;
  place: string;
  area: Area;
  description: Description;
  spreadSeconds: number;
  exercise: boolean;
  overrideReason: string | null;
  /** The incident's number. A server before 1.1.0 tells none. */
  reference?: string | null;
  startedAt: string;
  expiresAt: string;
  endedAt: string | null;
  result: Result | null;
  messages: Message[];
  counts: Counts;
}

export interface ActionAtAGlance {
  id: string;
  title: string;
  kind: ActionKind;
  place: string;
  reference?: string | null;
  municipality: string;
  exercise: boolean;
  expired: boolean;
  startedAt: string;
  expiresAt: string;
  area: Area;
  messages: number;
  tips: number;
  photo: string | null;
  selected: number;
  handedOver: number;
  shown: number;
  waiting: number;
}

/** The emergency stop; where neither is named, of everything. */
export interface Halt {
  id: string;
  region: string | null;
  action: string | null;
  begunAt: string;
}

export interface Overview {
  sending: boolean;
  /** A server before 1.1.0 tells none. */
  halts?: Halt[];
  largeAction: number;
  items: ActionAtAGlance[];
}

export interface ActionUpdate {
  text?: string;
  radius?: number;
  extendMinutes?: number;
}

export interface Outcome {
  result: Result;
  text?: string;
}

export interface TipNoted {
  text: string;
  via: Line;
  location?: Point;
  receivedAt?: string;
}

export interface Tip {
  id: string;
  text: string;
  via: Line;
  location: Point | null;
  receivedAt: string;
  notedBy: string;
}

export interface PushService {
  origin: string;
  state: PushServiceState;
  since: string | null;
  subscriptions: number;
}

export interface ActionInFigures {
  id: string;
  /** Null once the description is erased. */
  title: string | null;
  kind: ActionKind;
  place: string;
  reference?: string | null;
  municipality: string;
  exercise: boolean;
  startedAt: string;
  endedAt: string;
  result: Result;
  alerted: number;
  /** Null where it was never counted. */
  shown: number | null;
  opened: number | null;
  tips: number;
  /** Seconds since the start. */
  firstAfter: number | null;
  lastAfter: number | null;
  outcomeAfter: number | null;
  /** Whether its picture is drawn. */
  circle: boolean;
}

export interface TrailEntry {
  at: string;
  actor: string;
  act: string;
  detail: Record<string, unknown>;
}
