// The list of places for those whom no address look-up can help, small enough for a phone.

import { readFileSync } from "node:fs";

interface Place {
  name: string;
  point: [number, number];
}

interface Source {
  municipalities: { name: string; places: Place[] }[];
}

const SOURCE = new URL("../../backend/data/municipalities.json", import.meta.url);

/** One line a municipality: its name, then name, longitude and latitude of each place, in thousandths of a degree
 * (70 to 110 m: finer than a place is large). */
export function places(): string {
  const { municipalities } = JSON.parse(readFileSync(SOURCE, "utf8")) as Source;
  return municipalities
    .map(({ name, places }) =>
      [name, ...places.flatMap(({ name, point }) => [name, ...point.map(thousandths)])].join("|"),
    )
    .join("\n");
}

const thousandths = (degrees: number) => Math.round(degrees * 1000);
