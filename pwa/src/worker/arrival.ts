// What arrived, beside what this phone already has: which of it to show. Nothing here throws or waits long.

import { decide, type Showing } from "../alerts/notification-policy";
import { type Arrived, loose, readNotice, readPush } from "../alerts/payload";
import { set } from "../api/server-time";
import type { Language, Notice } from "../api/types";
import { attempt } from "../device/async";
import type { WorkerContext } from "./context";
import { UNREADABLE } from "./fallback-text";
import type { Content } from "./notification";

/** A message the browser already read (Declarative Web Push); it shows that itself when the worker shows nothing. */
export type Declared = PushEvent & { readonly notification?: Notification | null };

interface Prepared {
  /** The message that arrived, and the one to show: perhaps a newer one. Null: of no message we can name. */
  arrived: Notice | null;
  shown: Notice | null;
  content: Content;
}

/** Storage that is slow to wake must not keep an alert from the screen, in milliseconds. */
const GLANCE = 700;
const glance = <T>(look: () => Promise<T>) => attempt(GLANCE, look);

export async function prepare({ scope, store }: WorkerContext, event: Declared): Promise<Prepared> {
  const found = read(event);
  const notice = found?.notice ?? null;
  const action = notice?.action;
  const tag = found?.tag ?? "burgernet";
  const [ahead, language, pushed, listed, open, icon, badge] = await Promise.all([
    glance(() => store.get("ahead")),
    glance(() => store.get("language")),
    glance(async () => (notice ? store.list(`notice:${action ?? ""}:`) : [])),
    glance(async () => (action ? store.get(`alert:${action}`) : undefined)),
    // The tag is asked and looked at: not every browser filters by it, and another action's alert has to stay.
    glance(() => scope.registration.getNotifications({ tag })),
    glance(() => image(scope, "icon-192")),
    glance(() => image(scope, "badge-96")),
  ]);
  const arrived = found ?? unreadable(language);
  let choice: Showing | null = notice && { show: notice, quiet: false };
  let replaces: Notification[] = [];
  try {
    if (ahead !== undefined) set(ahead);
    replaces = (open ?? []).filter((one) => one.tag === tag || (action && one.data?.action === action));
    if (notice) choice = decide(notice, known(notice, listed, pushed));
  } catch {
    // What arrived is shown as it is.
  }
  const words = choice && choice.show !== notice ? choice.show : arrived;
  return {
    arrived: notice,
    shown: choice?.show ?? null,
    content: {
      title: words.title,
      body: words.body,
      lang: words.lang || arrived.lang,
      tag,
      silent: choice?.quiet === true || (replaces.length > 0 && !arrived.renotify),
      renotify: arrived.renotify,
      data: { action: action ?? null, notice: choice?.show.notice ?? null },
      images: { ...(icon ? { icon } : {}), ...(badge ? { badge } : {}) },
      replaces,
    },
  };
}

/** What this phone has of the same action, from the server's list or by push: perhaps of another version, or damaged. */
function known({ action }: Notice, listed: unknown, pushed: unknown): Notice[] {
  const messages = list(loose(listed).messages).map((message) => ({ ...loose(message), action }));
  return [...messages, ...list(pushed)].flatMap(reread);
}

function reread(kept: unknown): Notice[] {
  const notice = readNotice(kept, "");
  if (!notice?.body) return [];
  return [loose(kept).shown === true ? { ...notice, shown: true } : notice];
}

/** Its time is put in when it is kept: how far the clock is off has not been looked up yet. */
function read(event: Declared): Arrived | null {
  const ways = [() => event.data?.json(), () => declared(event.notification)];
  return ways.reduce<Arrived | null>((found, way) => found ?? readPush(tried(way), ""), null);
}

const declared = (notification?: Notification | null) => {
  if (!notification) return null;
  const { title, body, lang, tag, data, silent } = notification;
  return { notification: { title, body, lang, tag, data, silent, renotify: true } };
};

function unreadable(kept: unknown): Omit<Arrived, "notice" | "tag"> {
  const lang: Language = kept === "en" ? "en" : "nl";
  return { title: "Burgernet", body: UNREADABLE[lang], lang, renotify: true };
}

/** As a data URL: Chromium shows no notification before it has fetched its images, however long the network takes. */
async function image({ caches }: ServiceWorkerGlobalScope, name: string): Promise<string | undefined> {
  const kept = await caches.match(`/icons/${name}.png`);
  if (!kept) return undefined;
  const bytes = new Uint8Array(await kept.arrayBuffer());
  return `data:image/png;base64,${btoa(String.fromCharCode(...bytes))}`;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function tried<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
