// What is typed as a place: coordinates, a postcode with a number, or words to search with. Pure.

import type { Point } from "../api/types";
import { point } from "../device/position";

export type Asked =
  | { way: "point"; location: Point }
  | { way: "address"; postcode: string; number: string }
  | { way: "query"; query: string };

const NUMBER = "(\\d{1,2}(?:[.,]\\d+))";
const PAIR = new RegExp(`^\\s*${NUMBER}\\s*[°nN]?[\\s,;/]+${NUMBER}\\s*[°eEoO]?\\s*$`);
const ADDRESS = /^\s*([1-9]\d{3})\s?([a-z]{2})[\s,]+(\d{1,5}(?:[\s-]*[a-z0-9]{1,6})?)\s*$/i;

export function asked(typed: string): Asked | null {
  const text = typed.trim();
  if (text.length < 2) return null;
  const pair = PAIR.exec(text);
  if (pair) {
    const [a, b] = [degrees(pair[1]), degrees(pair[2])];
    // In this country the latitude is always the larger.
    return { way: "point", location: point(Math.min(a, b), Math.max(a, b)) };
  }
  const address = ADDRESS.exec(text);
  if (address) {
    const [, digits = "", letters = "", number = ""] = address;
    return { way: "address", postcode: digits + letters.toUpperCase(), number };
  }
  return { way: "query", query: text.slice(0, 120) };
}

const degrees = (text = "") => Number(text.replace(",", "."));

/** 53.20080, 5.79090: as it can be typed again. */
export const written = ({ coordinates: [lon, lat] }: Point) => `${lat.toFixed(5)}, ${lon.toFixed(5)}`;

/** An address as people look out for it: without postcode and house number. At most 80 characters. */
export function spoken(label: string): string {
  const [street = "", ...rest] = label.split(",").map((part) => part.trim());
  const town = rest.map((part) => part.replace(/^\d{4}\s?[A-Z]{2}\s+/, "")).filter(Boolean);
  const plain = rest.length > 0 ? street.replace(/\s+\d+\s?\S*$/, "") : street;
  return [plain, ...town].join(", ").slice(0, 80);
}
