// The app's screens and files come from what is kept, so an alert opens without network. All else passes by.

import { isScreen } from "../api/routes";
import type { WorkerContext } from "./context";
import { shellName } from "./install";

export function serve({ scope, shell }: WorkerContext) {
  return (event: FetchEvent) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== scope.location.origin) return;
    if (request.mode === "navigate") {
      if (isScreen(url.pathname)) event.respondWith(page(request));
    } else if (url.pathname.startsWith("/assets/") || shell.files.includes(url.pathname)) {
      event.respondWith(file(request));
    }
  };

  async function page(request: Request): Promise<Response> {
    const cache = await scope.caches.open(shellName(shell.version));
    return (await cache.match("/")) ?? scope.fetch(request);
  }

  async function file(request: Request): Promise<Response> {
    const kept = await scope.caches.match(request, { ignoreVary: true, ignoreSearch: true });
    if (kept) return kept;
    const answer = await scope.fetch(request);
    if (answer.ok) {
      const cache = await scope.caches.open(shellName(shell.version));
      await cache.put(request, answer.clone()).catch(() => undefined);
    }
    return answer;
  }
}
