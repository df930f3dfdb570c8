// What the server tells and takes of the control room: the calls of backend/routes/{sessions,account,areas,actions,
// dispatch,room,tips,photos}.py and their shapes.

import type { ActionKind, Description, Message, Point, Result } from "./types";

export type {
  ActionKind,
  Config,
  Description,
  FoundAddress,
  Message,
  Person,
  Point,
  Result,
  Vehicle,
} from "./types";
export { KINDS, RESULTS } from "./types";

export const TRANSPORTS = ["on-foot", "bicycle", "scooter", "car", "public-transport", "unknown"] as const;
export type Transport = (typeof TRANSPORTS)[number];

export const LINES = ["0800-0011", "112", "0900-8844", "other"] as const;
export type Line = (typeof LINES)[number];

export interface SignedIn {
  username: string;
  role: "dispatcher" | "supervisor" | "administrator";
  region: string | null;
}

/** A count as it is told before sending. */
export type Rounded = { about: number; below?: never } | { below: number; about?: never };

export interface Area {
  center: Point;
  radius: number;
}

export interface Report {
  kind: ActionKind;
  transport: Transport;
  location: Point;
  lastSeenAt: string;
  radius?: number;
  exercise?: boolean;
}

export interface AreaProposal {
  radius: number;
  /** "1000 m + 85 m/min × 16 min → 2400 m" */
  reason: string;
  spreadSeconds: number;
  municipality: { code: string; name: string; joined: boolean; region: string | null };
  inArea: Rounded;
  reachable: Rounded;
  rings: { from: number; to: number; participants: Rounded }[];
}

/** A description that is still being typed. */
export type DescriptionDraft = Omit<Description, "summary"> & { summary?: string };

export interface ReportDraft {
  kind: ActionKind;
  description: DescriptionDraft;
  location?: Point;
  radius?: number;
  exercise?: boolean;
  familyConsent?: boolean;
}

export interface FieldProblem {
  field: string;
  detail: string;
}

export interface Preview {
  messages: { language: "nl" | "en"; title: string; body: string; bytes: number }[];
  largest: number;
  problems: FieldProblem[];
}

export interface UpdatePreview extends Preview {
  added: Rounded;
}

export interface ActionStart {
  kind: ActionKind;
  transport: Transport;
  location: Point;
  radius: number;
  description: Description;
  spreadSeconds?: number;
  exercise?: boolean;
  familyConsent?: boolean;
  overrideReason?: string;
}

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
  status: "running" | "ended";
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

export interface Overview {
  sending: boolean;
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

export interface Listed<T> {
  items: T[];
  next: string | null;
}

export interface PushService {
  origin: string;
  state: "ok" | "slow" | "open" | "refusing";
  since: string;
  subscriptions: number;
}

export interface ActionInFigures {
  id: string;
  title: string;
  kind: ActionKind;
  place: string;
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

export interface FactorState {
  enrolled: boolean;
  recoveryCodes: number;
}

export interface FactorDraft {
  secret: string;
  uri: string;
  /** SVG of the address. */
  qr: string;
}

export interface StaffSession {
  id: string;
  current: boolean;
  device: string | null;
  startedAt: string;
  seenAt: string;
}
