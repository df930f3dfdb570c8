// When a position is worth sending, and how far apart two are. Pure.

import type { Point } from "../api/types";

/** A position this phone measured. `at` is the server's time. */
export interface Fix {
  location: Point;
  accuracy: number;
  at: string;
}

/** The server refuses a vaguer one. */
export const VAGUEST = 2_000;
/** Without moving, this often, so that "how old" stays true and the position does not run out. */
const RENEWED = 10 * 60_000;
const EARTH = 6_371_008.8;

export type Worth = "send" | "skip" | "vague";

/** `sent` is the last one the server took. */
export function worth(sent: Fix | undefined, fix: Fix): Worth {
  if (!(fix.accuracy <= VAGUEST)) return "vague";
  if (!sent) return "send";
  if (metres(sent.location, fix.location) > Math.max(100, fix.accuracy)) return "send";
  return Math.abs(Date.parse(fix.at) - Date.parse(sent.at)) >= RENEWED ? "send" : "skip";
}

/** Over the sphere; within 0.5 % anywhere. */
export function metres(a: Point, b: Point): number {
  const [[lonA, latA], [lonB, latB]] = [radians(a), radians(b)];
  const half = (angle: number) => Math.sin(angle / 2) ** 2;
  const h = half(latB - latA) + Math.cos(latA) * Math.cos(latB) * half(lonB - lonA);
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(h)));
}

const radians = ({ coordinates: [lon, lat] }: Point): [number, number] => [
  (lon * Math.PI) / 180,
  (lat * Math.PI) / 180,
];

/** Five decimals are a metre: more says nothing. */
export function point(longitude: number, latitude: number): Point {
  const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5;
  return { type: "Point", coordinates: [round(longitude), round(latitude)] };
}
