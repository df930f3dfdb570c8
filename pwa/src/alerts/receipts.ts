// Tells the server what was shown and opened; kept until it was heard, since a phone may be offline just then.

import { type Call, Problem } from "../api/client";
import { now } from "../api/server-time";
import { attempt } from "../device/async";
import type { Store } from "../device/store";
import type { Received } from "../device/store-schema";

/** Milliseconds a receipt waits for storage: in the worker all of a push has four seconds. */
const KEEPING = 700;

/** Keeps it and sends it. Returns whether the server need not be told again; false: `flush` sends it later. */
export async function receipt(
  call: Call,
  store: Store,
  notice: string,
  state: Received["state"],
): Promise<boolean> {
  const key = `receipt:${notice}:${state}` as const;
  const received: Received = { notice, state, sent: false, at: now().toISOString() };
  const sent = await attempt(KEEPING, async () => {
    if ((await store.get(key))?.sent) return true;
    await store.set(key, received);
    return false;
  });
  // Storage that fails or hangs keeps nothing for later: all the more reason to tell it now.
  if (sent) return true;
  return send(call, store, received);
}

/** Sends what could not be sent before, until one can't be sent again. */
export async function flush(call: Call, store: Store): Promise<void> {
  for (const received of await store.list("receipt:")) {
    if (isDue(received) && !(await send(call, store, received))) return;
  }
}

/** What is kept may be damaged: one such must not hold up the others. */
const isDue = (kept: Received | null) =>
  kept !== null && typeof kept.notice === "string" && typeof kept.state === "string" && !kept.sent;

async function send(call: Call, store: Store, received: Received): Promise<boolean> {
  const { notice, state } = received;
  try {
    await call("POST", "/v1/participants/me/receipts", { body: { notice, state } });
  } catch (error) {
    // Said no once is said no for good, but for a token or a moment that may be better later.
    if (!(error instanceof Problem) || error.status === 401 || error.status === 429 || error.status > 499)
      return false;
  }
  await attempt(KEEPING, () => store.set(`receipt:${notice}:${state}`, { ...received, sent: true }));
  return true;
}
