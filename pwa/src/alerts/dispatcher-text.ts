// What a dispatcher typed, within what the server composed: the frame is translated, free text stays Dutch. Pure.

import type { Description } from "../api/types";
import type { Card } from "./merge";
import { withoutMark } from "./older";

/** The sentences of backend/data/texts.en.toml between which an addition and an outcome have their free text. */
export const ADDITION = "Additional information: ";
export const ENLARGED = "The search area has been enlarged.";
export const AFTERWARDS = [
  "You do not need to look out any more.",
  "The alert has ended.",
  "The alert was sent by mistake. You do not need to look out.",
];
export const THANKS = "Thank you for your help.";

/** Shorter ones could be found within the frame. */
const SHORTEST = 3;

/** Every value that is free text; plates and numbers are in no language. */
export function typedOf(description: Description | null): string[] {
  if (!description) return [];
  const { person = {}, vehicle, lastSeenPlace, lettering, direction, caution } = description;
  const { build, skin, hair, face, clothing, belongings } = person as Record<string, string | undefined>;
  const make = vehicle && [vehicle.type, vehicle.make, vehicle.model].filter(Boolean).join(" ");
  const all = [build, skin, hair, face, clothing, belongings, make, vehicle?.colour];
  return [...all, lastSeenPlace, lettering, direction, caution].flatMap((text) => text ?? []);
}

/** The title is the dispatcher's summary; only an outcome that came alone has one of the server's. */
export const typedTitle = ({ title, outcome }: Card) =>
  title === outcome?.title ? [] : [withoutMark(title)];

export function typedAddition(text: string): string[] {
  if (!text.startsWith(ADDITION)) return [];
  return [text.slice(ADDITION.length).replace(ENLARGED, "").trim()];
}

export function typedOutcome(body: string): string[] {
  const ends = AFTERWARDS.map((sentence) => body.lastIndexOf(sentence) + sentence.length);
  const found = AFTERWARDS.flatMap((sentence, i) => (body.includes(sentence) ? (ends[i] ?? []) : []));
  if (found.length === 0) return [];
  return [
    body
      .slice(Math.max(...found))
      .replace(THANKS, "")
      .trim(),
  ];
}

/** `text` in pieces, in turn not typed and typed: every second piece is one of `typed`. */
export function pieces(text: string, typed: string[]): string[] {
  // As the server puts it into a sentence: on one line, without what closes it.
  const wanted = typed
    .map((value) => value.replace(/\s+/g, " ").replace(/^[ .,;:…]+|[ .,;:…]+$/g, ""))
    .filter((value) => value.length >= SHORTEST)
    .sort((a, b) => b.length - a.length)
    .map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, "\\s"));
  if (wanted.length === 0) return [text];
  return text.split(new RegExp(`(?<![\\p{L}\\p{N}])(${wanted.join("|")})(?![\\p{L}\\p{N}])`, "iu"));
}
