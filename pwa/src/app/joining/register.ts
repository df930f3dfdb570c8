// Becomes a participant, once: the request is kept before it is sent, so that after a lost answer the same one is
// sent again and the server answers with the same participant.

import { type Call, Problem, secret } from "../../api/client";
import type { Joined, Language, PlaceName, Point, Preferences } from "../../api/types";
import type { Store } from "../../device/store";
import type { Choices } from "../../device/store-schema";

export interface Wish {
  language: Language;
  places: Choices["places"];
  preferences?: Partial<Preferences> | undefined;
}

const NAMES: PlaceName[] = ["home", "work"];

/** Throws what went wrong; called again with other wishes it first finishes the attempt under way. */
export async function register(call: Call, store: Store, wish: Wish): Promise<Joined> {
  const attempt = await store.claim("attempt", () => ({
    key: secret(),
    body: { language: wish.language, consent: true, places: points(wish.places) },
  }));
  const joined = await call<Joined>("POST", "/v1/participants", {
    body: attempt.body,
    key: attempt.key,
    anonymous: true,
  }).catch(async (error) => {
    // Refused is known for sure: nothing was made, and with other wishes it is a new attempt.
    if (error instanceof Problem && (error.status === 400 || error.status === 422))
      await store.drop("attempt");
    throw error;
  });
  await store.set("token", joined.token);
  await store.set("municipality", joined.municipality);
  await correct(call, attempt.body, wish);
  await store.drop("attempt");
  return joined;
}

/** What was chosen differently after the first attempt, and what joining itself does not ask. */
async function correct(
  call: Call,
  sent: { language: Language; places: Partial<Record<PlaceName, Point>> },
  wish: Wish,
) {
  const wished = points(wish.places);
  const me = "/v1/participants/me";
  const changed = {
    ...wish.preferences,
    ...(sent.language === wish.language ? {} : { language: wish.language }),
  };
  if (Object.keys(changed).length > 0) await call("PATCH", me, { body: changed });
  for (const name of NAMES) {
    const [before, after] = [sent.places[name], wished[name]];
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    if (after) await call("PUT", `${me}/places/${name}`, { body: { location: after } });
    else await call("DELETE", `${me}/places/${name}`);
  }
}

function points(places: Choices["places"]): Partial<Record<PlaceName, Point>> {
  return Object.fromEntries(NAMES.flatMap((name) => (places[name] ? [[name, places[name].location]] : [])));
}
