// A push: show, then store, receipt, tell open pages. Never silent, whatever arrives or fails, and soon done:
// browsers take the permission away from apps that receive without showing, and iOS shows nothing at all for a worker
// that is still busy after about ten seconds.

import { flush, receipt } from "../alerts/receipts";
import { now } from "../api/server-time";
import type { Notice } from "../api/types";
import { attempt } from "../device/async";
import { noticeKey } from "../device/store-schema";
import { type Declared, prepare } from "./arrival";
import { tell, type WorkerContext } from "./context";
import { show } from "./notification";

// Milliseconds. At worst a turn, a glance at storage (arrival.ts) and two tries to show (notification.ts) take 3,000.
const ALL = 4_000;
const TURN = 1_000;
const KEEPING = 700;
/** WebKit shows nothing before a declared push is done: there the network may hold it no longer than this. */
const DECLARED = 1_000;

export function push(world: WorkerContext) {
  // One after the other: an alert and its outcome arriving together must not overtake each other on screen.
  let turn: Promise<unknown> = Promise.resolve();
  return (event: PushEvent) => {
    const previous = turn;
    const shown = attempt(TURN, () => previous).then(() => present(world, event));
    turn = shown.catch(() => undefined);
    const done = shown.then((notice) =>
      attempt((event as Declared).notification ? DECLARED : ALL, () => afterwards(world, notice ?? null)),
    );
    event.waitUntil(attempt(ALL, () => done));
  };
}

/** Returns the message somebody sees now; null when that is none of ours, or not known. */
async function present(world: WorkerContext, event: Declared): Promise<Notice | null> {
  const { arrived, shown, content } = await prepare(world, event);
  const result = await show(world, content, Boolean(event.notification));
  const seen = result === "ours" ? shown : result === "declared" ? arrived : null;
  if (arrived) {
    const kept = {
      ...arrived,
      at: now().toISOString(),
      ...(result === "nothing" ? {} : { shown: true as const }),
    };
    await attempt(KEEPING, () => world.store.set(noticeKey(kept), kept));
  }
  return seen;
}

async function afterwards(world: WorkerContext, seen: Notice | null): Promise<void> {
  const { call, store } = world;
  const told = tell(world, { type: "notices" }).catch(() => undefined);
  if (!seen || (await receipt(call, store, seen.notice, "shown"))) await flush(call, store);
  await told;
}
