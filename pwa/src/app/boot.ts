// From a closed app to a true screen: first what the phone has, then, after the first frame, what the network says.

import { batch } from "@preact/signals";
import { config, DEFAULTS } from "../api/config";
import { now, set as setClock } from "../api/server-time";
import type { Config } from "../api/types";
import { holdInstallOffer, installed, permission } from "../device/platform";
import { StorageFailed } from "../device/store";
import { preferred, speak } from "../i18n/app";
import { call, hearTabs, store, whenUnknown } from "./connection";
import { followPending } from "./pending-navigation";
import { watchRoute } from "./route";
import * as state from "./state";
import { watchUpdates } from "./update";

const TICK = 15_000;

/** Everything the first frame needs, from the phone alone. Where that can't be read, `unreadable` says so. */
export async function begin(): Promise<void> {
  holdInstallOffer((available) => void offer(available));
  watchRoute();
  await speak(preferred(navigator.languages)).catch(() => undefined);
  await open();
}

/** Tried again by whoever sees that it could not be read. */
export async function open(): Promise<void> {
  try {
    await read();
    state.doubtedBefore.value = state.doubted.value;
    state.unreadable.value = null;
  } catch (error) {
    state.unreadable.value = error instanceof StorageFailed && error.blocked ? "blocked" : "failed";
    return;
  }
  const chosen = await store.get("language").catch(() => undefined);
  if (chosen) await speak(chosen).catch(() => undefined);
  await followPending().catch(() => undefined);
}

async function read(): Promise<void> {
  const [token, choices, agreed, me, municipality, posted, ahead, kept, forgotten, doubted, declined] =
    await Promise.all([
      store.get("token"),
      store.get("choices"),
      store.get("agreed"),
      store.get("me"),
      store.get("municipality"),
      store.get("posted"),
      store.get("ahead"),
      store.get("config"),
      store.get("forgotten"),
      store.get("doubted"),
      store.get("declined"),
    ]);
  setClock(ahead ?? 0);
  batch(() => {
    state.stage.value = token ? "participant" : "stranger";
    state.choices.value = choices ?? state.NO_CHOICES;
    state.agreed.value = agreed ?? false;
    state.forgotten.value = forgotten ?? false;
    state.doubted.value = doubted ?? false;
    state.me.value = me?.me ?? null;
    state.municipality.value = municipality ?? null;
    state.confirmedBefore.value = posted?.at ?? null;
    state.ahead.value = ahead ?? 0;
    config.value = kept ?? DEFAULTS;
    state.online.value = navigator.onLine;
    state.declined.value = declined ?? false;
    state.permitted.value = permission(declined);
    state.moment.value = now();
    if (!choices?.live) state.positionStatus.value = "off";
    else if (state.positionStatus.value === "off") state.positionStatus.value = "asking";
  });
}

async function offer(available: boolean): Promise<void> {
  const before = await store.get("installOffered").catch(() => true);
  state.installable.value = available && !before && !installed();
}

/** After the first frame: everything that needs the network, and everything that may happen from now on. */
export function awake(): void {
  whenUnknown(async () => (await import("./chunks/participant")).doubt());
  for (const change of ["online", "offline"]) {
    addEventListener(change, () => {
      state.online.value = navigator.onLine;
    });
  }
  const look = () => {
    state.visible.value = !document.hidden;
    if (state.visible.value && state.unreadable.value) void open();
  };
  look();
  document.addEventListener("visibilitychange", look);
  hearTabs(async () => {
    await read().catch(() => undefined);
    if (state.stage.value === "participant") await (await import("./chunks/participant")).seen();
  });
  const stop = state.stage.subscribe((stage) => {
    if (stage !== "participant") return;
    void import("./chunks/participant").then(({ attend }) => attend());
    queueMicrotask(() => stop());
  });
  setInterval(() => {
    if (!document.hidden) state.moment.value = now();
  }, TICK);
  void fetchConfig();
  if (state.forgotten.value) void askAgain().catch(() => undefined);
  if (navigator.serviceWorker && BUILT) void watchUpdates(navigator.serviceWorker).catch(() => undefined);
}

/** It may have been the wrong server that no longer knew this phone. */
async function askAgain(): Promise<void> {
  const token = await store.get("former");
  if (!token) return;
  await call("GET", "/v1/participants/me", { token });
  if (state.stage.value === "stranger") await (await import("./chunks/participant")).comeBack(token);
}

async function fetchConfig(): Promise<void> {
  try {
    const told = await call<Partial<Config>>("GET", "/config.json", { anonymous: true });
    const asked = { ...DEFAULTS, ...told, phones: { ...DEFAULTS.phones, ...told.phones } };
    config.value = asked;
    await store.set("config", asked);
  } catch {}
}
