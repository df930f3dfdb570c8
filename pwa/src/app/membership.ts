// Becoming a participant on this phone, and no longer being known by the server.

import { batch } from "@preact/signals";
import type { Me } from "../api/types";
import type { Choices } from "../device/store-schema";
import { store, tellTabs } from "./connection";
import { unwatchPosition } from "./live-position";
import {
  choices,
  confirmedBefore,
  doubted,
  doubtedBefore,
  forgotten,
  me,
  municipality,
  pushStatus,
  stage,
} from "./state";

/** The choices of this phone with what only the server knew: places from a kiosk, preferences. */
function remembered(chosen: Choices, { places, alsoAddressesWhenAway, exercises }: Me): Choices {
  const unnamed = Object.entries(places).map(([name, location]) => [name, { label: "", location }]);
  return {
    ...chosen,
    places: { ...Object.fromEntries(unnamed), ...chosen.places },
    preferences: { alsoAddressesWhenAway, exercises },
  };
}

/** After the token was stored. */
export async function becomeParticipant(): Promise<void> {
  municipality.value = (await store.get("municipality")) ?? null;
  batch(() => {
    stage.value = "participant";
    forgotten.value = doubted.value = doubtedBefore.value = false;
  });
  for (const key of ["forgotten", "former", "doubted"] as const) await store.drop(key);
  tellTabs();
  // Else a phone short of space throws the token away with the rest. Not waited for: Firefox asks, and some never answer.
  void navigator.storage?.persist?.().catch(() => false);
}

/** The token of who was forgotten is known again: as if nothing had happened. */
export async function comeBack(token: string): Promise<void> {
  await store.set("token", token);
  await becomeParticipant();
}

/** The server does not know this phone. For a while it may be the wrong server, or an older copy of its database:
 * only what it says again at a later start counts. */
export async function doubt(): Promise<void> {
  if (stage.value !== "participant") return;
  if (doubtedBefore.value) return forget();
  if (doubted.value) return;
  doubted.value = true;
  await store.set("doubted", true).catch(() => undefined);
}

/** The server does not know this phone any more. What was chosen stays, for joining again. */
async function forget(): Promise<void> {
  if (stage.value !== "participant") return;
  if (me.value) choices.value = remembered(choices.value, me.value);
  batch(() => {
    stage.value = "stranger";
    forgotten.value = true;
    me.value = null;
    pushStatus.value = { state: "none" };
    confirmedBefore.value = null;
    doubted.value = doubtedBefore.value = false;
  });
  unwatchPosition();
  const token = await store.get("token");
  if (token) await store.set("former", token);
  await store.set("forgotten", true);
  for (const key of ["token", "posted", "me", "fix", "listedAt", "attempt", "doubted"] as const)
    await store.drop(key);
  await store.set("choices", choices.value);
  tellTabs();
}
