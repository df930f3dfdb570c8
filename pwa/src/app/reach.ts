// Keeps this phone reachable by push: confirmed at every start, repaired when lost or made with another key.

import { Problem } from "../shared/api";
import { confirm } from "../shared/subscription";
import { call, isAway, store } from "./connection";
import { noteReach } from "./mine";
import { askPermission, permission, worker } from "./phone";
import { confirmedBefore, me, permitted, reach, stage } from "./state";

let running: Promise<void> | null = null;

/** Once at a time; what went wrong stands in `reach`. */
export function confirmReach(): Promise<void> {
  running ??= attempt().finally(() => {
    running = null;
  });
  return running;
}

async function attempt(): Promise<void> {
  permitted.value = permission();
  if (stage.value !== "participant") return;
  if (permitted.value !== "granted") return withdraw();
  if (reach.value.state !== "confirmed") reach.value = { state: "asking" };
  try {
    const registration = await worker();
    if (!registration) return;
    const known = me.value ? me.value.push !== null : true;
    const at = await confirm({ push: registration.pushManager, call, store, known });
    reach.value = { state: "confirmed", at };
    confirmedBefore.value = at;
    await noteReach(at);
  } catch (error) {
    if (isAway(error) || (error instanceof Problem && error.status === 401)) return;
    const blocked = error instanceof Error && error.name === "NotAllowedError";
    reach.value = { state: blocked ? "blocked" : "failed" };
  }
}

/** The permission was taken back: the server should not count on this phone. */
async function withdraw(): Promise<void> {
  reach.value = { state: "none" };
  if (!(await store.get("posted"))) return;
  await call("DELETE", "/v1/participants/me/push-subscription").then(
    () => store.drop("posted"),
    () => undefined,
  );
  confirmedBefore.value = null;
}

/** Asks for permission, and makes use of it. To be called from a tap: iPhones refuse it otherwise. */
export async function allow(): Promise<void> {
  permitted.value = await askPermission();
  await confirmReach();
}

/** The page may be told only later that the permission changed; where it is told at once, listen. */
export async function watchPermission(): Promise<void> {
  try {
    const status = await navigator.permissions.query({ name: "notifications" });
    status.onchange = () => void confirmReach();
  } catch {}
}
