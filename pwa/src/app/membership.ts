// Becoming a participant on this phone, and being forgotten by the server.

import { batch } from "@preact/signals";
import type { Me } from "../shared/contract";
import type { Choices } from "../shared/kept";
import { store, tellTabs } from "./connection";
import { choices, confirmedBefore, forgotten, me, municipality, reach, stage } from "./state";
import { unwatchPosition } from "./whereabouts";

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
    forgotten.value = false;
  });
  await store.drop("forgotten");
  tellTabs();
  // Else a phone short of space throws the token away with the rest. Not waited for: Firefox asks, and some never answer.
  void navigator.storage?.persist?.().catch(() => false);
}

/** The server does not know this phone any more. What was chosen stays, for joining again. */
export async function forget(): Promise<void> {
  if (stage.value !== "participant") return;
  if (me.value) choices.value = remembered(choices.value, me.value);
  batch(() => {
    stage.value = "stranger";
    forgotten.value = true;
    me.value = null;
    reach.value = { state: "none" };
    confirmedBefore.value = null;
  });
  unwatchPosition();
  await store.set("forgotten", true);
  for (const key of ["token", "posted", "me", "fix", "listedAt", "attempt"] as const) await store.drop(key);
  await store.set("choices", choices.value);
  tellTabs();
}
