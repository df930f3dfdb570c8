// An alert as the participant it was sent to reads it.

import type { Description } from "./description";
import type { ActionKind, Area, MessageKind, Result, Status } from "./values";

export type NoticeKind = MessageKind | "self-test" | "municipality-joined";

/** One message, whichever way it came. `at` is when it was sent, or else when it reached this phone. */
export interface Notice {
  notice: string;
  action: string | null;
  number: number;
  kind: NoticeKind | "unknown";
  title: string;
  body: string;
  /** Of an update, where the list told it: the new words of the body alone. */
  addition?: string;
  lang: string;
  phone: string | null;
  expiresAt: string | null;
  exercise: boolean;
  at: string;
  /** The phone has shown it as a notification; what only the open app heard of made no sound yet. */
  shown?: true;
}

export interface Message {
  notice: string;
  number: number;
  kind: MessageKind;
  title: string;
  body: string;
  /** Of an update: the new words of its body alone. A server before 1.1.0 tells none. */
  addition?: string;
  sentAt: string;
}

/** One alert in GET /v1/participants/me/alerts. */
export interface ListedAlert {
  action: string;
  status: Status;
  kind: ActionKind;
  title: string;
  description: Description | null;
  area: Area | null;
  distance: number | null;
  startedAt: string;
  endedAt: string | null;
  result: Result | null;
  exercise: boolean;
  photo: string | null;
  messages: Message[];
}

export interface SelfTest {
  handedOverAt: string | null;
  acceptedAt: string | null;
  shownAt: string | null;
}
