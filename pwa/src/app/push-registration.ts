// Keeps this phone reachable by push: confirmed at every start, repaired when lost or made with another key.

import { Problem } from "../api/client";
import { askPermission, permission, worker } from "../device/platform";
import { confirm } from "../device/push-subscription";
import { call, isAway, store, tellTabs } from "./connection";
import { noteSubscription } from "./profile";
import { confirmedBefore, declined, me, permitted, pushStatus, stage } from "./state";

let running: Promise<void> | null = null;

/** Once at a time; what went wrong stands in `pushStatus`. */
export function confirmReach(): Promise<void> {
  running ??= attempt().finally(() => {
    running = null;
  });
  return running;
}

async function attempt(): Promise<void> {
  permitted.value = permission(declined.value);
  if (stage.value !== "participant") return;
  if (permitted.value !== "granted") return withdraw();
  if (pushStatus.value.state !== "confirmed") pushStatus.value = { state: "asking" };
  try {
    const registration = await worker();
    if (!registration) return;
    const known = me.value ? me.value.push !== null : true;
    const at = await confirm({ push: registration.pushManager, call, store, known });
    pushStatus.value = { state: "confirmed", at };
    confirmedBefore.value = at;
    await noteSubscription({ confirmedAt: at });
  } catch (error) {
    if (isAway(error) || (error instanceof Problem && error.status === 401)) return;
    const blocked = error instanceof Error && error.name === "NotAllowedError";
    const refused = error instanceof Problem && error.status === 422;
    pushStatus.value = { state: blocked ? "blocked" : refused ? "refused" : "failed" };
  }
}

/** The permission was taken back, or not made use of: the server should not count on this phone. */
async function withdraw(): Promise<void> {
  pushStatus.value = { state: "none" };
  if (!(await store.get("posted"))) return;
  await call("DELETE", "/v1/participants/me/push-subscription").then(
    () => Promise.all([store.drop("posted"), noteSubscription(null)]),
    () => undefined,
  );
  confirmedBefore.value = null;
}

/** Asks for permission, and makes use of it. To be called from a tap: iPhones refuse it otherwise. */
export async function allow(): Promise<void> {
  if ((await askPermission()) === "granted") await remember(false);
  await confirmReach();
}

/** Rather not. A permission given before, as by who took part before, does not overrule that. */
export async function decline(): Promise<void> {
  await remember(true);
  // One under way began before the answer.
  await running;
  await confirmReach();
}

async function remember(rather: boolean): Promise<void> {
  if (declined.value === rather) return;
  declined.value = rather;
  await (rather ? store.set("declined", true) : store.drop("declined")).catch(() => undefined);
  tellTabs();
}

/** The page may be told only later that the permission changed; where it is told at once, listen. */
export async function watchPermission(): Promise<void> {
  try {
    const status = await navigator.permissions.query({ name: "notifications" });
    status.onchange = () => void confirmReach();
  } catch {}
}
