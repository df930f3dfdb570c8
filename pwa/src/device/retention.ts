// Messages and what was told about them leave the phone after a week, as they leave the server's list.

import type { Store } from "./store";
import { noticeKey } from "./store-schema";

/** Milliseconds. */
export const KEPT = 7 * 86_400_000;

export async function forgetOld(store: Store, now: Date): Promise<void> {
  const old = (at: string) => !(+now - Date.parse(at) < KEPT);
  for (const notice of await store.list("notice:")) if (old(notice.at)) await store.drop(noticeKey(notice));
  for (const alert of await store.list("alert:")) {
    if (old(alert.startedAt)) await store.drop(`alert:${alert.action}`);
  }
  for (const { notice, state, at } of await store.list("receipt:")) {
    if (old(at)) await store.drop(`receipt:${notice}:${state}`);
  }
}
