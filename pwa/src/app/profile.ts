// What the server keeps about this participant, and how it is changed.

import { now } from "../api/server-time";
import type { Me, PlaceName, Preferences } from "../api/types";
import type { Choices, ChosenPlace } from "../device/store-schema";
import { call, store } from "./connection";
import { choices, me, stage } from "./state";

const MINE = "/v1/participants/me";

export async function refreshMe(): Promise<void> {
  await keep(await call<Me>("GET", MINE));
}

export async function change(preferences: Partial<Preferences>): Promise<void> {
  await keep(await call<Me>("PATCH", MINE, { body: preferences }));
}

/** The server just took or dropped the way to this phone: what it told before, as at joining, must not say otherwise. */
export async function noteSubscription(push: Me["push"]): Promise<void> {
  if (me.value) await keep({ ...me.value, push });
}

/** What this phone knows of its own position at the server: null, once erased there. */
export async function notePosition(position: Me["position"]): Promise<void> {
  if (me.value) await keep({ ...me.value, position });
}

/** Added to what is kept, not to what this tab remembers: another one may have chosen since. */
export async function choose(changed: Partial<Choices>): Promise<void> {
  choices.value = { ...choices.value, ...changed };
  choices.value = await store.amend("choices", (kept) => ({ ...(kept ?? choices.value), ...changed }));
}

async function keep(stored: Me): Promise<void> {
  if (stage.value !== "participant") return;
  me.value = stored;
  await store.set("me", { me: stored, at: now().toISOString() });
}

/** Stores or erases a place, at the server first: what this phone shows is what holds. */
export async function changePlace(name: PlaceName, place: ChosenPlace | null): Promise<void> {
  if (stage.value === "participant") {
    if (place) await call("PUT", `${MINE}/places/${name}`, { body: { location: place.location } });
    else await call("DELETE", `${MINE}/places/${name}`);
  }
  const { [name]: _, ...others } = choices.value.places;
  await choose({ places: place ? { ...others, [name]: place } : others });
  // The municipality follows the places.
  if (stage.value === "participant") await refreshMe().catch(() => undefined);
}
