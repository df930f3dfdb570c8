// Leaving: everything is erased, at the server first.

import { batch } from "@preact/signals";
import { Problem } from "../../api/client";
import { worker } from "../../device/platform";
import { call, store, tellTabs } from "../connection";
import { heardAt, listed, notices } from "../inbox/list";
import { unwatchPosition } from "../live-position";
import * as state from "../state";

/** Throws when the server could not be told, or does not know this phone for the moment; then nothing was erased. */
export async function leave(): Promise<void> {
  const before = state.doubtedBefore.value;
  try {
    await call("DELETE", "/v1/participants/me");
  } catch (error) {
    // Not known there, as at an earlier start: then it is erased. Said once it may be another server's word.
    if (!(error instanceof Problem) || error.status !== 401 || !before) throw error;
  }
  batch(() => {
    state.stage.value = "stranger";
    state.forgotten.value = state.doubted.value = state.doubtedBefore.value = false;
    state.agreed.value = false;
    state.declined.value = false;
    state.choices.value = state.NO_CHOICES;
    state.me.value = null;
    state.municipality.value = null;
    listed.value = [];
    notices.value = [];
    heardAt.value = null;
    state.pushStatus.value = { state: "none" };
    state.confirmedBefore.value = null;
  });
  unwatchPosition();
  await store.clear();
  await silence().catch(() => undefined);
  tellTabs();
}

/** No way to this phone, and no alert left on its screen. */
async function silence(): Promise<void> {
  const registration = await worker();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
  for (const notification of (await registration?.getNotifications()) ?? []) notification.close();
}
