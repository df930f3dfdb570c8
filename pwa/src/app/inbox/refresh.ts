// The list of alerts: what the phone holds first, then what the server says.

import { batch } from "@preact/signals";
import { receipt } from "../../alerts/receipts";
import { now } from "../../api/server-time";
import type { ListedAlert, Notice } from "../../api/types";
import { noticeKey } from "../../device/store-schema";
import { call, store } from "../connection";
import { moment, stage } from "../state";
import { heardAt, listed, notices, refreshing } from "./list";

/** What this phone has: no network. Called at the start and whenever the worker or another tab stored something. */
export async function readAlerts(): Promise<void> {
  const [kept, alerts, heard] = await Promise.all([
    store.list("notice:"),
    store.list("alert:"),
    store.get("listedAt"),
  ]);
  batch(() => {
    notices.value = kept;
    listed.value = alerts;
    heardAt.value = heard ? new Date(heard) : null;
    moment.value = now();
  });
}

let asked: Promise<void> | null = null;

/** What the server has. Two calls at once become one. */
export function refreshAlerts(): Promise<void> {
  asked ??= ask().finally(() => {
    asked = null;
    refreshing.value = false;
  });
  return asked;
}

async function ask(): Promise<void> {
  refreshing.value = true;
  const { items } = await call<{ items: ListedAlert[] }>("GET", "/v1/participants/me/alerts");
  // Left, or no longer known, while the answer was under way: nothing may be stored any more.
  if (stage.value !== "participant") return;
  const heard = now();
  batch(() => {
    listed.value = items;
    heardAt.value = heard;
    moment.value = heard;
  });
  await store.set("listedAt", heard.toISOString());
  const gone = (await store.list("alert:")).filter(
    ({ action }) => !items.some((item) => item.action === action),
  );
  for (const { action } of gone) await store.drop(`alert:${action}`);
  for (const item of items) {
    if (stage.value === "participant") await store.set(`alert:${item.action}`, item);
  }
}

/** A notice that came over the socket. */
export async function keepNotice(notice: Notice): Promise<void> {
  if (!notices.value.some((known) => known.notice === notice.notice))
    notices.value = [...notices.value, notice];
  // A push may have brought it before, and then it is known that it was shown.
  await store.claim(noticeKey(notice), () => notice);
}

/** The participant looks at this notice. */
export const opened = (notice: string) => receipt(call, store, notice, "opened").catch(() => undefined);
