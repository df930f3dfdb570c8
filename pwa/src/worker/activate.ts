// Takes over the open pages and throws away what is older than the version before this one, and old messages.

import { now } from "../api/server-time";
import { forgetOld } from "../device/retention";
import type { WorkerContext } from "./context";
import { shellName } from "./install";

export function activate({ scope, store, shell }: WorkerContext) {
  return (event: ExtendableEvent) => {
    const takeOver = async () => {
      const shells = (await scope.caches.keys()).filter((name) => name.startsWith("shell-"));
      const others = shells.filter((name) => name !== shellName(shell.version));
      // A page of the version before may still be open and ask for one of its own files.
      await Promise.all(others.slice(0, -1).map((name) => scope.caches.delete(name)));
      await scope.clients.claim();
      await forgetOld(store, now()).catch(() => undefined);
    };
    event.waitUntil(takeOver());
  };
}
