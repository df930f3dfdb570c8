// The country's places by name, for who has no address that can be found. Fetched when it is asked for.

import type { Point } from "../api/types";

export interface NamedPlace {
  name: string;
  municipality: string;
  location: Point;
}

/** Reads what scripts/places.ts wrote. */
export function parse(text: string): NamedPlace[] {
  return text.split("\n").flatMap((line) => {
    const [municipality = "", ...rest] = line.split("|");
    const places: NamedPlace[] = [];
    for (let i = 0; i + 2 < rest.length; i += 3) {
      const coordinates: [number, number] = [Number(rest[i + 1]) / 1000, Number(rest[i + 2]) / 1000];
      places.push({ name: rest[i] ?? "", municipality, location: { type: "Point", coordinates } });
    }
    return places;
  });
}

export async function names(): Promise<NamedPlace[]> {
  return parse((await import("virtual:places")).default);
}

const plain = (text: string) =>
  text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/gi, " ")
    .trim()
    .toLowerCase();

/** The name itself first, then names that begin so, with a word that does, in a municipality that does. */
export function search(places: NamedPlace[], typed: string): NamedPlace[] {
  const wanted = plain(typed);
  if (wanted.length < 2) return [];
  const rank = ({ name, municipality }: NamedPlace) => {
    const known = plain(name);
    if (known === wanted) return 0;
    if (known.startsWith(wanted)) return 1;
    if (known.includes(` ${wanted}`)) return 2;
    return plain(municipality).startsWith(wanted) ? 3 : 4;
  };
  return places
    .map((place) => ({ place, at: rank(place) }))
    .filter(({ at }) => at < 4)
    .sort((a, b) => a.at - b.at || a.place.name.localeCompare(b.place.name, "nl"))
    .map(({ place }) => place);
}
