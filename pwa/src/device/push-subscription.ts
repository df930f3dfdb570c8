// Keeps this phone reachable: one subscription, made with the server's present key, and known to the server.
// Called by the app at every start, and by the worker when the browser replaced the subscription.

import { type Call, Problem } from "../api/client";
import { now } from "../api/server-time";
import { sleep, withTimeout } from "./async";
import type { Store } from "./store";

export type Push = Pick<PushManager, "getSubscription" | "subscribe">;

export interface Around {
  push: Push;
  call: Call;
  store: Store;
  /** False when the server said it has no subscription for us. */
  known?: boolean;
  patience?: number;
  wait?: (milliseconds: number) => Promise<void>;
}

const PATIENCE = 10_000;
/** Milliseconds between one attempt to subscribe and the next. */
const PAUSES = [2_000, 4_000];
/** Chromium needs longer to forget a subscription that was just ended. */
const PAUSES_REMOVED = [2_000, 4_000, 8_000, 16_000];

/** Chromium's answer while it has not forgotten one that was ended: nothing is ever delivered there. */
class Removed extends Error {
  override name = "Removed";
}

const isRemoved = ({ endpoint }: PushSubscription) => new URL(endpoint).hostname.endsWith(".invalid");

/** Returns when the server confirmed it. Throws what went wrong; doing it again does no harm. */
export async function confirm(around: Around): Promise<string> {
  const { push, call, store } = around;
  const { publicKey } = await call<{ publicKey: string }>("GET", "/v1/vapid-key", { anonymous: true });
  const posted = await store.get("posted");
  let subscription = await withTimeout(PATIENCE, push.getSubscription());
  // The server drops a subscription only when the push service called it gone: then it must be a new one.
  const dropped =
    around.known === false && posted !== undefined && posted.endpoint === subscription?.endpoint;
  if (subscription && (dropped || isRemoved(subscription) || !madeWith(subscription, publicKey))) {
    await withTimeout(PATIENCE, subscription.unsubscribe());
    subscription = null;
  }
  subscription ??= await subscribe(around, publicKey);
  try {
    await call("PUT", "/v1/participants/me/push-subscription", { body: subscription.toJSON() });
  } catch (error) {
    // What the server will never send to; asked for again, the browser may give another.
    if (error instanceof Problem && error.status === 422) {
      await store.drop("posted");
      await withTimeout(PATIENCE, subscription.unsubscribe()).catch(() => undefined);
    }
    throw error;
  }
  const at = now().toISOString();
  await store.set("posted", { endpoint: subscription.endpoint, at });
  return at;
}

/** subscribe() may never return (Chromium offline, Firefox just started), or give what was just removed: it gets a
 * limit, and is asked again a few times. */
async function subscribe({ push, patience = PATIENCE, wait = sleep }: Around, publicKey: string) {
  for (let attempt = 0; ; attempt++) {
    try {
      const options = { userVisibleOnly: true, applicationServerKey: bytes(publicKey) };
      const subscription = await withTimeout(patience, push.subscribe(options));
      if (!isRemoved(subscription)) return subscription;
      await withTimeout(patience, subscription.unsubscribe());
      throw new Removed();
    } catch (error) {
      const refused = error instanceof Error && error.name === "NotAllowedError";
      const rest = (error instanceof Removed ? PAUSES_REMOVED : PAUSES)[attempt];
      if (refused || rest === undefined) throw error;
      await wait(rest);
    }
  }
}

function madeWith(subscription: PushSubscription, publicKey: string): boolean {
  const key = subscription.options?.applicationServerKey;
  // Some browsers do not tell; then the subscription gets the benefit of the doubt.
  if (!key) return true;
  const wanted = bytes(publicKey);
  const held = new Uint8Array(key);
  return held.length === wanted.length && held.every((byte, i) => byte === wanted[i]);
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
