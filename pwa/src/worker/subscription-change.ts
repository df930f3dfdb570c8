// The browser replaced or dropped the subscription: make one and tell the server, without the app being open.

import { confirm } from "../device/push-subscription";
import { tell, type WorkerContext } from "./context";

export function renew(world: WorkerContext) {
  const { scope, store, call } = world;
  return (event: ExtendableEvent) => {
    const mend = async () => {
      if (!(await store.get("token")) || (await store.get("declined"))) return;
      await confirm({ push: scope.registration.pushManager, call, store }).catch(() => undefined);
      await tell(world, { type: "subscription" });
    };
    event.waitUntil(mend());
  };
}
