// A tapped notification opens its alert: in the app that is open, else in a new one, whatever fails on the way.

import { alertPath, HOME, isScreen } from "../api/routes";
import { attempt, withTimeout } from "../device/async";
import type { WorkerContext } from "./context";

// Milliseconds. A browser lets a tap open a page for a moment only: Firefox for one second.
const FINDING = 500;
const FOCUSING = 2_000;
const KEEPING = 1_000;

export function click({ scope, store }: WorkerContext) {
  return (event: NotificationEvent) => {
    event.notification.close();
    const action: unknown = event.notification.data?.action;
    const path = typeof action === "string" ? alertPath(action) : HOME;
    // iOS opens the start page whatever is asked: it looks here where to go.
    const remembered = attempt(KEEPING, () => store.set("remembered", { path, at: Date.now() }));
    event.waitUntil(Promise.all([remembered, open(path)]));
  };

  async function open(path: string): Promise<void> {
    try {
      const page = await withTimeout(FINDING, find(path));
      if (page) {
        const focused = await withTimeout(FOCUSING, page.focus());
        focused.postMessage({ type: "open", path });
        return;
      }
    } catch {}
    await scope.clients.openWindow(path);
  }

  async function find(path: string): Promise<WindowClient | undefined> {
    const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
    const at = (client: WindowClient) => new URL(client.url).pathname;
    return pages.find((client) => at(client) === path) ?? pages.find((client) => isScreen(at(client)));
  }
}
