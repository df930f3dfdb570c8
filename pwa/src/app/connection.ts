// The app's one store and its one way to call the server.

import { batch } from "@preact/signals";
import { type Call, caller, Problem, Unreachable } from "../api/client";
import { deviceStore, StorageFailed } from "../device/store";
import { ahead, doubted, doubtedBefore, online, outdated, reachable } from "./state";

export const store = deviceStore(globalThis.indexedDB, {
  outdated: () => {
    outdated.value = true;
  },
});

let strange: () => void = () => undefined;

/** Who is told when the server does not know this phone. */
export function whenUnknown(tell: () => void): void {
  strange = tell;
}

const plain = caller({
  fetch: (...given) => fetch(...given),
  token: () => store.get("token"),
  clock: (milliseconds) => {
    if (milliseconds === ahead.peek()) return;
    ahead.value = milliseconds;
    void store.set("ahead", milliseconds).catch(() => undefined);
  },
  strange: () => strange(),
  known: () => {
    if (!doubted.peek()) return;
    doubtedBefore.value = doubted.value = false;
    void store.drop("doubted").catch(() => undefined);
  },
});

export const call: Call = async (method, path, options) => {
  try {
    const answer = await plain(method, path, options);
    heard(true);
    return answer as never;
  } catch (error) {
    // Without its token nothing was asked.
    if (!(error instanceof StorageFailed)) heard(error instanceof Problem && error.status < 500);
    throw error;
  }
};

function heard(answered: boolean): void {
  batch(() => {
    online.value = answered || navigator.onLine;
    reachable.value = answered;
  });
}

/** Nothing was said about this phone: it may be asked again. */
export const isAway = (error: unknown) =>
  error instanceof Unreachable ||
  error instanceof StorageFailed ||
  (error instanceof Problem && error.status > 499);

/** Other tabs of this app: what one changes, the others read again. */
const tabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("burgernet") : null;

export const tellTabs = () => tabs?.postMessage("changed");

export function hearTabs(changed: () => void): void {
  tabs?.addEventListener("message", changed);
}
