// One list out of three sources: push, socket and HTTP, merged by notice id. Pure; pages and the worker use it.

import type { ActionKind, Description, ListedAlert, Message, Notice, Point, Result } from "../api/types";
import { KEPT } from "../device/retention";
import { additionIn } from "./older";

export interface Addition {
  notice: string;
  text: string;
  at: string;
}

/** What the screens show of one action. */
export interface Card {
  action: string;
  /** lapsed: its time is up, and no outcome has reached this phone yet. */
  status: "running" | "lapsed" | "ended";
  exercise: boolean;
  title: string;
  sentence: string;
  phone: string | null;
  startedAt: string;
  endedAt: string | null;
  result: Result | null;
  kind: ActionKind | null;
  description: Description | null;
  area: { center: Point; radius: number } | null;
  distance: number | null;
  photo: string | null;
  additions: Addition[];
  outcome: Notice | null;
  newest: string;
  /** Whether the server's own list has told the rest, or only a message did. */
  complete: boolean;
}

const MINUTE = 60_000;

/** Running first, newest first; one card an action, whatever arrived twice or out of order.
 * `heardAt` is when the server last told the list. */
export function merge(listed: ListedAlert[], notices: Notice[], now: Date, heardAt: Date | null): Card[] {
  const alerts = new Map(listed.map((alert) => [alert.action, alert]));
  const actions = new Set([...alerts.keys(), ...notices.flatMap((notice) => notice.action ?? [])]);
  return [...actions]
    .map((action) =>
      card(
        action,
        alerts.get(action),
        notices.filter((notice) => notice.action === action),
        now,
        heardAt,
      ),
    )
    .filter((card) => +now - Date.parse(card.startedAt) < KEPT)
    .sort((a, b) => rank(a) - rank(b) || Date.parse(b.startedAt) - Date.parse(a.startedAt));
}

function card(
  action: string,
  alert: ListedAlert | undefined,
  pushed: Notice[],
  now: Date,
  heardAt: Date | null,
): Card {
  const all = inOrder([...pushed, ...(alert ? noticesOf(alert) : [])]);
  const newest = all.at(-1);
  const outcome = all.findLast((notice) => notice.kind === "outcome") ?? null;
  const first = all.find((notice) => notice.kind === "alert") ?? all.find((n) => n.kind !== "outcome");
  const opening = first ?? outcome;
  const expiresAt = pushed.reduce<string | null>((latest, n) => later(latest, n.expiresAt), null);
  const ended = outcome !== null || alert?.status === "ended";
  // The time may have been extended without a message: the clock judges only what the server has not told since.
  const heard = heardAt ? +heardAt : 0;
  const timeUp = expiresAt !== null && Date.parse(expiresAt) < +now && heard < Date.parse(expiresAt);
  const unlisted = !alert && newest !== undefined && heard > Date.parse(newest.at) + MINUTE;
  return {
    action,
    status: ended ? "ended" : timeUp || unlisted ? "lapsed" : "running",
    exercise: alert?.exercise ?? newest?.exercise ?? false,
    title: first?.title ?? alert?.title ?? outcome?.title ?? "",
    sentence: first?.body ?? "",
    phone: pushed.find((notice) => notice.kind !== "outcome" && notice.phone)?.phone ?? null,
    startedAt: alert?.startedAt ?? opening?.at ?? now.toISOString(),
    endedAt: alert?.endedAt ?? outcome?.at ?? null,
    result: alert?.result ?? null,
    kind: alert?.kind ?? null,
    description: alert?.description ?? null,
    area: alert?.area ?? null,
    distance: alert?.distance ?? null,
    photo: ended ? null : (alert?.photo ?? null),
    additions: all
      .filter((notice) => notice.kind === "update" && notice !== first)
      .map(({ notice, body, addition, at }) => ({
        notice,
        at,
        text: addition ?? additionIn(body, first?.body ?? ""),
      }))
      .reverse(),
    outcome,
    newest: newest?.notice ?? "",
    complete: alert !== undefined,
  };
}

/** The messages of a listed alert as notices. */
export function noticesOf(alert: ListedAlert): Notice[] {
  return alert.messages.map((message: Message) => ({
    notice: message.notice,
    action: alert.action,
    number: message.number,
    kind: message.kind,
    title: message.title,
    body: message.body,
    ...(message.addition ? { addition: message.addition } : {}),
    lang: "",
    phone: null,
    expiresAt: null,
    exercise: alert.exercise,
    at: message.sentAt,
  }));
}

/** By number, an outcome always last; of two with one id the later in the list stays. */
export function inOrder(notices: Notice[]): Notice[] {
  const single = new Map(notices.map((notice) => [notice.notice, notice]));
  const last = (notice: Notice) => (notice.kind === "outcome" ? 1 : 0);
  return [...single.values()].sort((a, b) => last(a) - last(b) || a.number - b.number);
}

function later(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && Date.parse(b) > Date.parse(a)) ? b : a;
}

const rank = (card: Card) => ["running", "lapsed", "ended"].indexOf(card.status);
