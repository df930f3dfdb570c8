// How a text of any book becomes what a screen says: values in their gaps, words in the number that is counted, units
// on one line. The books are app.ts, kiosk.ts and room.ts. Pure.

import { withUnits } from "./text";

export type Params = Record<string, string | number>;

/**
 * {name}, with the word that is counted {n|minuut|minuten}, or only words that follow a number: {n||loopt|lopen}, in
 * which # is the number. Dutch and English both know one form for 1 and one for any other number.
 */
const GAP = /\{(\w+)(\|\|?)?(?:([^|}]+)\|([^|}]+))?\}/g;

/** The text with its gaps filled; a gap without a value stays empty. */
export function fill(text: string, params: Params = {}): string {
  const filled = text.replace(GAP, (_, name: string, bar?: string, one?: string, more?: string) => {
    const value = String(params[name] ?? "");
    if (!bar) return value;
    const word = (value === "1" ? one : more) ?? "";
    return bar === "||" ? word.replaceAll("#", value) : `${value} ${word}`;
  });
  // Nor may a line begin with a dot.
  return withUnits(filled).replaceAll(" · ", "\u00a0· ");
}

/** The words of a closed list as keys of a book: "sex.girl" of sex and { girl: … }. */
export const shelf = <Name extends string, Value extends string>(
  name: Name,
  words: Record<Value, string>,
  style: (word: string) => string = String,
) =>
  Object.fromEntries(
    Object.entries<string>(words).map(([value, word]) => [`${name}.${value}`, style(word)]),
  ) as Record<`${Name}.${Value}`, string>;

/** As a sentence begins. */
export const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
