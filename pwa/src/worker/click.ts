// A tapped notification opens its alert: in the app that is open, else in a new one.

import { alertPath, HOME, isScreen } from "../shared/routes";
import type { World } from "./world";

export function click({ scope, store }: World) {
  return (event: NotificationEvent) => {
    event.notification.close();
    const action: unknown = event.notification.data?.action;
    const path = typeof action === "string" ? alertPath(action) : HOME;
    // iOS opens the start page whatever is asked: it looks here where to go.
    const remembered = store.set("remembered", { path, at: Date.now() }).catch(() => undefined);
    event.waitUntil(Promise.all([remembered, open(path)]));
  };

  async function open(path: string): Promise<void> {
    const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
    const at = (client: WindowClient) => new URL(client.url).pathname;
    const page = pages.find((client) => at(client) === path) ?? pages.find((client) => isScreen(at(client)));
    if (page) {
      try {
        const focused = await page.focus();
        focused.postMessage({ type: "open", path });
        return;
      } catch {}
    }
    await scope.clients.openWindow(path);
  }
}
