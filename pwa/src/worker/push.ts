// A push: close the same tag, show, then store, receipt, tell open pages. Never silent, whatever arrives:
// browsers take the permission away from apps that receive without showing.

import { now, set } from "../shared/clock";
import { noticeKey } from "../shared/kept";
import { type Notice, noticesOf } from "../shared/notices";
import { before } from "../shared/patience";
import { type Arrived, readPush } from "../shared/payload";
import { receipt } from "../shared/receipts";
import { decide } from "../shared/showing";
import { UNREADABLE } from "./words";
import { tell, type World } from "./world";

/** A message the browser already read (Declarative Web Push). */
type Declared = PushEvent & { notification?: Notification | null };

const GLANCE = 700;
const PATIENCE = 5_000;

export function push(world: World) {
  // One after the other: an alert and its outcome arriving together must not overtake each other on screen.
  let turn: Promise<unknown> = Promise.resolve();
  return (event: PushEvent) => {
    const shown = turn.then(() => before(PATIENCE, present(world, event)));
    turn = shown.catch(() => undefined);
    event.waitUntil(shown.then((notice) => afterwards(world, notice)));
  };
}

async function present(world: World, event: Declared): Promise<Notice | null> {
  const { scope, store } = world;
  set((await glance(store.get("ahead"))) ?? 0);
  const arrived = read(event) ?? (await unreadable(world));
  const { notice } = arrived;
  const known = notice ? await seen(world, notice) : [];
  const showing = notice ? decide(notice, known) : null;
  const shown = showing?.show ?? null;
  const newer = showing !== null && showing.show.notice !== notice?.notice;
  // The tag is asked and looked at: not every browser filters by it, and another action's alert has to stay.
  const same = ((await glance(scope.registration.getNotifications({ tag: arrived.tag }))) ?? []).filter(
    ({ tag, data }) => tag === arrived.tag || (notice?.action && data?.action === notice.action),
  );
  for (const notification of same) notification.close();
  const silent = showing?.quiet === true || (same.length > 0 && !arrived.renotify);
  let visible = true;
  await scope.registration
    .showNotification(newer && shown ? shown.title : arrived.title, {
      body: newer && shown ? shown.body : arrived.body,
      lang: (newer ? shown?.lang : "") || arrived.lang,
      dir: "ltr",
      tag: arrived.tag,
      silent,
      icon: "/icons/icon-192.png",
      badge: "/icons/badge-96.png",
      data: { action: shown?.action ?? null, notice: shown?.notice ?? null },
      // Not in every browser's type yet; without it a replaced one makes no sound.
      ...{ renotify: arrived.renotify && !silent },
    })
    .catch(() => {
      visible = false;
    });
  const kept = notice && visible ? { ...notice, shown: true as const } : notice;
  if (kept) await store.set(noticeKey(kept), kept).catch(() => undefined);
  return visible ? shown : null;
}

async function afterwards(world: World, shown: Notice | null): Promise<void> {
  await tell(world, { type: "notices" });
  if (shown) await receipt(world.call, world.store, shown.notice, "shown");
}

function read({ data, notification }: Declared): Arrived | null {
  const at = now().toISOString();
  let json: unknown = notification ? { notification: declared(notification) } : null;
  try {
    json = data?.json() ?? json;
  } catch {}
  return readPush(json, at);
}

const declared = ({ title, body, lang, tag, data, silent }: Notification) => ({
  ...{ title, body, lang, tag, data, silent },
  renotify: true,
});

async function unreadable({ store }: World): Promise<Arrived> {
  const lang = (await glance(store.get("language"))) ?? "nl";
  return { title: "Burgernet", body: UNREADABLE[lang], lang, tag: "burgernet", renotify: true, notice: null };
}

/** What this phone has of the same action, by push or from the server's list. */
async function seen({ store }: World, { action }: Notice): Promise<Notice[]> {
  const pushed = (await glance(store.list(`notice:${action ?? ""}:`))) ?? [];
  const listed = action ? await glance(store.get(`alert:${action}`)) : undefined;
  return [...(listed ? noticesOf(listed) : []), ...pushed];
}

/** Storage that is slow to wake must not keep an alert from the screen. */
const glance = <T>(promise: Promise<T>) => before(GLANCE, promise).catch(() => undefined);
