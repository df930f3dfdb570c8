// What the kiosk asks of the server. A visitor is never more than a form until the phone takes over.

import { type Call, secret } from "../api/client";
import type { FoundAddress, Language, Municipality, PlaceName } from "../api/types";
import type { ChosenPlace } from "../device/store-schema";

export interface Drawing {
  size: number;
  path: string;
}

/** GET /v1/kiosk-sessions/current */
export interface Terminal {
  name: string;
  municipality: Municipality;
  joinUrl: string;
  joinDrawing: Drawing;
}

export interface Issued {
  linkCode: string;
  linkUrl: string;
  expiresAt: string;
  drawing: Drawing | null;
}

export type Places = Partial<Record<PlaceName, ChosenPlace>>;

const CURRENT = "/v1/kiosk-sessions/current";

export const current = (call: Call) => call<Terminal>("GET", CURRENT);

export const enrol = (call: Call, code: string) => call("POST", "/v1/kiosk-sessions", { body: { code } });

/** In the body: an address must not stand in a log of addresses called. */
export const lookUp = async (call: Call, postcode: string, number: string) =>
  (await call<{ items: FoundAddress[] }>("POST", "/v1/address-lookups", { body: { postcode, number } }))
    .items;

export async function begin(call: Call, language: Language, places: Places, print: boolean): Promise<Issued> {
  const points = Object.fromEntries(Object.entries(places).map(([name, { location }]) => [name, location]));
  const body = { language, consent: true, places: points, print };
  const issued = await call<Issued>("POST", "/v1/participants", { body, key: secret() });
  // Without the drawing the code can still be typed.
  const drawing = await call<Drawing>("POST", `${CURRENT}/drawings`, {
    body: { code: issued.linkCode },
  }).catch(() => null);
  return { ...issued, drawing };
}

/** burgernet.example/koppel, as people type it. */
export const typed = (url: string) => url.replace(/^https?:\/\//, "").replace(/#.*/, "");
