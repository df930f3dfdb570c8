// Reads a push message, or what is left of a damaged one: something can always be shown. Used by the worker
// and, for what comes over the socket, by the app.

import type { Notice, NoticeKind } from "../api/types";

export interface Arrived {
  title: string;
  body: string;
  lang: string;
  tag: string;
  renotify: boolean;
  /** Null when the message says too little to be kept. */
  notice: Notice | null;
}

const KINDS: NoticeKind[] = ["alert", "update", "outcome", "self-test", "municipality-joined"];
const ID = /^[\w-]{1,64}$/;

type Loose = Record<string, unknown>;

/** A push message, parsed or not yet; null when nothing in it can be shown. */
export function readPush(json: unknown, at: string): Arrived | null {
  const notification = loose(loose(json).notification);
  const title = text(notification.title);
  const body = text(notification.body);
  if (!title && !body) return null;
  const notice = readNotice({ ...notification, ...loose(notification.data) }, at);
  return {
    title: title || "Burgernet",
    body,
    lang: text(notification.lang),
    tag: text(notification.tag) || notice?.action || notice?.notice || "burgernet",
    renotify: notification.renotify === true,
    notice,
  };
}

/** Title, body and the data of a message in one flat object, as the socket sends it. */
export function readNotice(json: unknown, at: string): Notice | null {
  const data = loose(json);
  if (!isId(data.notice) || (data.action !== null && !isId(data.action))) return null;
  return {
    notice: data.notice,
    action: data.action,
    number: Number.isFinite(data.number) ? (data.number as number) : 0,
    kind: KINDS.find((kind) => kind === data.kind) ?? "unknown",
    title: text(data.title) || "Burgernet",
    body: text(data.body),
    lang: text(data.lang),
    phone: typeof data.phone === "string" && /^\d{3,15}$/.test(data.phone) ? data.phone : null,
    expiresAt: Number.isNaN(Date.parse(text(data.expiresAt))) ? null : text(data.expiresAt),
    exercise: data.exercise === true,
    at,
  };
}

const isId = (value: unknown): value is string => typeof value === "string" && ID.test(value);
const text = (value: unknown) => (typeof value === "string" ? value.trim() : "");
export const loose = (value: unknown): Loose =>
  typeof value === "object" && value !== null ? (value as Loose) : {};
