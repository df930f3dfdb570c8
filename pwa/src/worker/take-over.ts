// A page offers its place to a newer worker; refused while any page could be showing an alert.

import { actionOf } from "../api/routes";
import type { WorkerContext } from "./context";

export function takeOver({ scope }: WorkerContext) {
  return (event: ExtendableMessageEvent) => {
    if (event.data?.type !== "take-over") return;
    const takeOver = async () => {
      const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
      const busy = (page: WindowClient) =>
        page.visibilityState === "visible" || actionOf(new URL(page.url).pathname) !== null;
      if (!pages.some(busy)) await scope.skipWaiting();
    };
    event.waitUntil(takeOver());
  };
}
