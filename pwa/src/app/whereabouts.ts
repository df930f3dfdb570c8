// The live position: measured while the app is visible, sent when it moved enough, never otherwise.

import { signal } from "@preact/signals";
import { now } from "../shared/clock";
import { type Fix, point, worth } from "../shared/position";
import { call, store } from "./connection";
import { choices, me, stage, whereabouts } from "./state";

const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 30_000, timeout: 20_000 };

/** What this phone measured last, sent or not. */
export const measured = signal<Fix | null>(null);

let watching: number | null = null;
let sending: Promise<void> = Promise.resolve();

/** Measures once, now; resolves when it is known how that went. Asks the permission if need be. */
export function locate(): Promise<Fix | null> {
  if (!("geolocation" in navigator)) {
    whereabouts.value = "failed";
    return Promise.resolve(null);
  }
  if (whereabouts.value !== "known") whereabouts.value = "asking";
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
  if (error.code === error.PERMISSION_DENIED) whereabouts.value = "denied";
  // A phone that already found its place and misses one measurement still has that place.
  else if (whereabouts.value !== "known") whereabouts.value = "failed";
}

/** One after the other, so that an older position never arrives after a newer one. */
function send(fix: Fix, { anyway = false } = {}): Promise<void> {
  sending = sending.then(async () => {
    const value = worth(anyway ? undefined : await store.get("fix"), fix);
    if (value === "vague") {
      if (whereabouts.value !== "known") whereabouts.value = "vague";
      return;
    }
    whereabouts.value = "known";
    if (value === "skip" || stage.value !== "participant" || !choices.value.live) return;
    const { location, accuracy, at } = fix;
    await call("PUT", "/v1/participants/me/position", { body: { location, accuracy, recordedAt: at } });
    await store.set("fix", fix);
    shown(fix);
  });
  sending = sending.catch(() => undefined);
  return sending;
}

/** The server keeps a position as long as it did the one before. */
function shown({ location, accuracy, at }: Fix): void {
  const stored = me.value;
  if (!stored) return;
  const { position } = stored;
  const kept = position ? Date.parse(position.expiresAt) - Date.parse(position.recordedAt) : 86_400_000;
  const expiresAt = new Date(Date.parse(at) + kept).toISOString();
  me.value = { ...stored, position: { location, accuracy, recordedAt: at, expiresAt } };
}

/** Measure and follow, or stop and erase. Throws when the server could not be told to erase. */
export async function shareLive(live: boolean): Promise<void> {
  if (!live) {
    if (stage.value === "participant") await call("DELETE", "/v1/participants/me/position");
    unwatchPosition();
    await store.drop("fix");
    if (me.value) me.value = { ...me.value, position: null };
    whereabouts.value = "off";
  }
  choices.value = { ...choices.value, live };
  await store.set("choices", choices.value);
  if (!live) return;
  await locate();
  watchPosition();
}
