// The live position: measured while the app is visible, sent when it moved enough, never otherwise.

import { signal } from "@preact/signals";
import { now } from "../api/server-time";
import { type Fix, point, worth } from "../device/position";
import { call, store, tellTabs } from "./connection";
import { enqueue } from "./position-queue";
import { choose, notePosition } from "./profile";
import { choices, me, positionStatus, stage } from "./state";

const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 30_000, timeout: 20_000 };

/** What this phone measured last, sent or not. */
export const measured = signal<Fix | null>(null);

const POSITION = "/v1/participants/me/position";

let watching: number | null = null;

/** Measures once, now; resolves when it is known how that went. Asks the permission if need be. */
export function locate(): Promise<Fix | null> {
  if (!("geolocation" in navigator)) {
    positionStatus.value = "failed";
    return Promise.resolve(null);
  }
  if (positionStatus.value !== "known") positionStatus.value = "asking";
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      (measured) => {
        const fix = taken(measured);
        // Sent although it may not have moved: the participant just opened the app.
        void send(fix, { anyway: true });
        resolve(fix);
      },
      (error) => {
        missed(error);
        resolve(null);
      },
      OPTIONS,
    );
  });
}

/** While the app is visible. */
export function watchPosition(): void {
  if (watching !== null || !choices.value.live || !("geolocation" in navigator)) return;
  watching = navigator.geolocation.watchPosition((measured) => void send(taken(measured)), missed, OPTIONS);
}

export function unwatchPosition(): void {
  if (watching !== null) navigator.geolocation.clearWatch(watching);
  watching = null;
}

function taken({ coords, timestamp }: GeolocationPosition): Fix {
  // Some phones stamp positions with another clock than Date: an age below zero or of days is none.
  const age = Date.now() - timestamp;
  const at = now(age >= 0 && age < 600_000 ? timestamp : Date.now());
  const location = point(coords.longitude, coords.latitude);
  measured.value = { location, accuracy: coords.accuracy, at: at.toISOString() };
  return measured.value;
}

function missed(error: GeolocationPositionError): void {
  if (error.code === error.PERMISSION_DENIED) positionStatus.value = "denied";
  // A phone that already found its place and misses one measurement still has that place.
  else if (positionStatus.value !== "known") positionStatus.value = "failed";
}

/** One after the other, so that an older position never arrives after a newer one, nor after it was erased. */
async function send(fix: Fix, { anyway = false } = {}): Promise<void> {
  // Measured before it was erased.
  if (!choices.value.live) return;
  if (worth(undefined, fix) === "vague") {
    if (positionStatus.value !== "known") positionStatus.value = "vague";
    return;
  }
  positionStatus.value = "known";
  await enqueue(() => put(fix, anyway)).catch(() => undefined);
}

async function put(fix: Fix, anyway: boolean): Promise<void> {
  if (stage.value !== "participant") return;
  if (!anyway && worth(await store.get("fix"), fix) === "skip") return;
  // Erased while this one waited, here or in another tab.
  if (!(await sharing())) return;
  const { location, accuracy, at } = fix;
  await call("PUT", POSITION, { body: { location, accuracy, recordedAt: at } });
  // Where tabs can't line up, another one may have erased it in between.
  if (!(await sharing())) return call("DELETE", POSITION);
  await store.set("fix", fix);
  shown(fix);
}

/** What holds for all tabs. */
const sharing = async () => choices.value.live && ((await store.get("choices"))?.live ?? true);

/** The server keeps a position as long as it did the one before. */
function shown({ location, accuracy, at }: Fix): void {
  const stored = me.value;
  if (!stored) return;
  const { position } = stored;
  const kept = position ? Date.parse(position.expiresAt) - Date.parse(position.recordedAt) : 86_400_000;
  const expiresAt = new Date(Date.parse(at) + kept).toISOString();
  me.value = { ...stored, position: { location, accuracy, recordedAt: at, expiresAt } };
}

/** Counts what was chosen: of two in a row the last holds, however slow the first is. */
let wish = 0;

/** Measure and follow, or stop and erase. Throws when the server could not be told to erase. */
export async function shareLive(live: boolean): Promise<void> {
  const mine = ++wish;
  if (!live) return erase(() => mine === wish);
  await choose({ live });
  await locate();
  watchPosition();
}

/** Nothing is measured or sent from the tap on; what is under way goes before, so that erasing has the last word. */
async function erase(wanted: () => boolean): Promise<void> {
  const before = choices.value.live;
  unwatchPosition();
  choices.value = { ...choices.value, live: false };
  try {
    await enqueue(async () => {
      if (stage.value === "participant") await call("DELETE", POSITION);
      await store.drop("fix");
      if (wanted()) await choose({ live: false });
    });
  } catch (error) {
    if (wanted()) {
      choices.value = { ...choices.value, live: before };
      if (!document.hidden) watchPosition();
    }
    throw error;
  }
  if (!wanted()) return;
  unwatchPosition();
  measured.value = null;
  positionStatus.value = "off";
  await notePosition(null);
  tellTabs();
}
