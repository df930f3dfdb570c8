// Which screen is shown: the address, as a signal. Links to screens stay inside the app, all others go to the server.
// Our own forty lines: an alert has to be on the screen in the first frame, without a router waiting for anything.

import { signal } from "@preact/signals";
import { isScreen } from "../api/routes";

export const path = signal(location.pathname);
export const query = signal(location.search);

const read = () => {
  path.value = location.pathname;
  query.value = location.search;
};

export function go(to: string, { replace = false } = {}): void {
  if (to === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", to);
  read();
  scrollTo(0, 0);
}

export function watchRoute(): void {
  addEventListener("popstate", read);
  addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
    if (!link || modified || event.defaultPrevented || link.target || link.origin !== location.origin) return;
    if (!isScreen(link.pathname)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}
