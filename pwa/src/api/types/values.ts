// The closed lists of the contract, as the server declares them, and the small parts that many shapes have in common.

import type { components } from "../schema";

type Server = components["schemas"];

export type Language = Server["Myself"]["language"];
export type PlaceName = keyof Server["Places"];
export type ActionKind = Server["ActionStart"]["kind"];
export type Transport = Server["ActionStart"]["transport"];
export type Status = Server["ActionForDispatcher"]["status"];
export type Result = Server["ActionOutcome"]["result"];
export type Sex = Server["Person"]["sex"];
export type Line = Server["TipNoted"]["via"];
export type PushServiceState = Server["PushServiceShown"]["state"];
export type MessageKind = Server["Message"]["kind"];
export type Role = Server["SignedIn"]["role"];

export type Point = { type: "Point"; coordinates: [longitude: number, latitude: number] };

export interface Area {
  center: Point;
  radius: number;
}

/** A count as it is told before sending. */
export type Rounded = { about: number; below?: never } | { below: number; about?: never };

/** A page of a list, and where the next one begins. */
export interface Listed<T> {
  items: T[];
  next: string | null;
}
