// What the handlers of the worker share. They get it handed, so that tests can be the browser.

import type { Call } from "../api/client";
import type { Store } from "../device/store";

export interface WorkerContext {
  scope: ServiceWorkerGlobalScope;
  store: Store;
  call: Call;
  /** What works offline: addresses to keep, and the name of this version of them. */
  shell: { version: string; files: string[] };
}

/** What the worker tells open pages. */
export type Told = { type: "notices" } | { type: "open"; path: string } | { type: "subscription" };

export async function tell({ scope }: WorkerContext, told: Told): Promise<void> {
  for (const client of await scope.clients.matchAll({ type: "window", includeUncontrolled: true })) {
    client.postMessage(told);
  }
}
