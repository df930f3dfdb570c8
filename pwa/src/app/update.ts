// A newer version of the app takes over only while nobody looks and no alert runs.

import { actionOf } from "../api/routes";
import { path } from "./route";
import { alarming, outdated } from "./state";

const calm = () => document.hidden && actionOf(path.value) === null && !alarming.value;

export async function watchUpdates(container: ServiceWorkerContainer): Promise<void> {
  const registration = await container.register("/sw.js");
  let replaced = false;
  const offer = () => {
    if (!calm()) return;
    // What the phone keeps was changed by a newer version: this one makes way for it.
    if (replaced || outdated.value) location.reload();
    else registration.waiting?.postMessage({ type: "take-over" });
  };
  // The first worker of all takes over a page without one: no reason to load it again.
  let controlled = container.controller !== null;
  container.addEventListener("controllerchange", () => {
    replaced = controlled;
    controlled = true;
    offer();
  });
  document.addEventListener("visibilitychange", offer);
  outdated.subscribe((yes) => void (yes && offer()));
}
