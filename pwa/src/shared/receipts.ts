// Tells the server what was shown and opened; kept until it was heard, since a phone may be offline just then.

import { type Call, Problem } from "./api";
import { now } from "./clock";
import type { Received } from "./kept";
import type { Store } from "./store";

export async function receipt(
  call: Call,
  store: Store,
  notice: string,
  state: Received["state"],
): Promise<void> {
  const key = `receipt:${notice}:${state}` as const;
  if ((await store.get(key))?.sent) return;
  const received: Received = { notice, state, sent: false, at: now().toISOString() };
  await store.set(key, received);
  await send(call, store, received);
}

/** Sends what could not be sent before. */
export async function flush(call: Call, store: Store): Promise<void> {
  const due = (await store.list("receipt:")).filter((received) => !received.sent);
  for (const received of due) await send(call, store, received);
}

async function send(call: Call, store: Store, received: Received): Promise<void> {
  const { notice, state } = received;
  try {
    await call("POST", "/v1/participants/me/receipts", { body: { notice, state } });
  } catch (error) {
    // Said no once is said no for good, but for a token or a moment that may be better later.
    if (!(error instanceof Problem) || error.status === 401 || error.status === 429 || error.status > 499)
      return;
  }
  await store.set(`receipt:${notice}:${state}`, { ...received, sent: true });
}
