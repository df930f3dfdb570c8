// What a place is chosen with: the server's address look-up, the list of names, a map.

import { config } from "../../api/config";
import type { FoundAddress, Point } from "../../api/types";
import { type NamedPlace, names } from "../../places/names";
import { call } from "../connection";

export interface PlaceTools {
  lookUp: (postcode: string, number: string) => Promise<FoundAddress[]>;
  names: () => Promise<NamedPlace[]>;
  tileUrl: string;
  /** Where the map starts. */
  near: Point | null;
}

export const placeTools = (near: Point | null): PlaceTools => ({
  // In the body: an address must not stand in a log of addresses called.
  lookUp: async (postcode, number) => {
    const body = { postcode: postcode.replace(" ", ""), number };
    return (await call<{ items: FoundAddress[] }>("POST", "/v1/address-lookups", { body, anonymous: true }))
      .items;
  },
  names,
  tileUrl: config.value.tileUrl,
  near,
});
