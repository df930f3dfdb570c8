// What a participant's app does while it is open: alerts by socket or by asking, position, the way to this phone.

import { effect } from "@preact/signals";
import { noticesOf } from "../alerts/merge";
import { readNotice } from "../alerts/payload";
import { flush } from "../alerts/receipts";
import { now } from "../api/server-time";
import type { Notice } from "../api/types";
import { language, speak } from "../i18n/app";
import { call, store } from "./connection";
import { listed, notices, running } from "./inbox/list";
import { keepNotice, readAlerts, refreshAlerts } from "./inbox/refresh";
import { type Stream, stream } from "./inbox/stream";
import { register } from "./joining/register";
import { locate, unwatchPosition, watchPosition } from "./live-position";
import { doubt } from "./membership";
import { followPending } from "./pending-navigation";
import { change, refreshMe } from "./profile";
import { confirmReach, watchPermission } from "./push-registration";
import { go, path } from "./route";
import * as state from "./state";

const present = () => state.stage.value === "participant" && !document.hidden;

/** Called once, when there is a participant; the phone waking, sleeping and going online is followed from then on. */
export function attend(): void {
  effect(() => {
    state.alarming.value = running.value.length > 0;
  });
  addEventListener("online", () => void seen());
  document.addEventListener("visibilitychange", () => void (document.hidden ? unseen() : seen()));
  navigator.serviceWorker?.addEventListener("message", ({ data }) => void told(data));
  state.stage.subscribe((stage) => void (stage === "participant" ? seen() : unseen()));
  state.reachable.subscribe((again) => void (again && catchUp()));
  state.doubted.subscribe((still) => void (still || catchUp()));
  void watchPermission();
}

/** Opened, come back to, online again, or changed in another tab. */
export async function seen(): Promise<void> {
  state.moment.value = now();
  // Storage that fails for a moment must not keep what the server says from the screen.
  await readAlerts().catch(() => undefined);
  await followPending().catch(() => undefined);
  if (!present()) return;
  socket.start();
  if (state.choices.value.live) void locate().then(() => present() && watchPosition());
  // Another tab may have erased it.
  else unwatchPosition();
  // Alerts first: everything else can wait for them.
  await refreshAlerts().catch(() => undefined);
  await finishJoining().catch(() => undefined);
  await refreshMe().then(agreeOnLanguage, () => undefined);
  await Promise.all([confirmReach(), flush(call, store).catch(() => undefined)]);
}

function unseen(): void {
  socket.stop();
  unwatchPosition();
}

/** The server answers again: what could not be told it before. */
async function catchUp(): Promise<void> {
  if (!present()) return;
  if (state.pushStatus.value.state === "asking") await confirmReach();
  await flush(call, store).catch(() => undefined);
}

/** Closed between the answer and the last of what was chosen. */
async function finishJoining(): Promise<void> {
  if (!(await store.get("attempt"))) return;
  const { places, preferences } = state.choices.value;
  await register(call, store, { language: language.value, places, preferences });
}

/** Chosen on this phone, or else as it was told to the kiosk. */
async function agreeOnLanguage(): Promise<void> {
  const told = state.me.value?.language;
  if (!told || told === language.value) return;
  if (await store.get("language")) await change({ language: language.value }).catch(() => undefined);
  else await speak(told);
}

/** From the worker. */
async function told(data: { type?: string; path?: string }): Promise<void> {
  if (data?.type === "notices") {
    await readAlerts();
    if (present()) await refreshAlerts().catch(() => undefined);
  }
  if (data?.type === "subscription") await confirmReach();
  if (data?.type === "open" && data.path) {
    await store.drop("remembered");
    await readAlerts();
    go(data.path);
  }
}

const newest = () =>
  [...notices.value, ...listed.value.flatMap(noticesOf)].reduce<Notice | null>(
    (a, b) => (a && a.at >= b.at ? a : b),
    null,
  )?.notice;

const socket: Stream = stream({
  open: () => new WebSocket(`${location.origin.replace(/^http/, "ws")}/v1/stream`),
  token: () => store.get("token"),
  since: newest,
  notice: (json) => {
    const notice = readNotice(json, now().toISOString());
    if (!notice) return;
    void keepNotice(notice)
      .then(refreshAlerts)
      .catch(() => undefined);
    // With notifications on, the push brings its own sound: never two.
    if (notice.kind === "alert" && state.permitted.value !== "granted") navigator.vibrate?.([300, 150, 300]);
  },
  poll: refreshAlerts,
  busy: () => state.alarming.value || path.value !== "/",
  unknown: () => void doubt(),
});
