// Keeps the shell, all of it or nothing. It does not push an older worker aside: an alert may be on the screen.

import type { WorkerContext } from "./context";

export const shellName = (version: string) => `shell-${version}`;

export function install({ scope, shell }: WorkerContext) {
  return (event: ExtendableEvent) => {
    const keep = async () => {
      const cache = await scope.caches.open(shellName(shell.version));
      // The start page keeps its address from version to version: an older copy would name older files.
      const start = new Request(`${scope.location.origin}/`, { cache: "reload" });
      await cache.addAll(shell.files.map((file) => (file === "/" ? start : file)));
    };
    event.waitUntil(keep());
  };
}
