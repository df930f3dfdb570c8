// A screen says only words that it is fetched with: the compiler holds each file to the books it names (wordsOf), and
// this test follows what is fetched, from each entry, to those files.

import { dirname, join } from "node:path/posix";
import { expect, it } from "vitest";
import { fileAt, importedAtOnce, sourceOf } from "../imports";

const BOOKS = /\bwordsOf\(([^)]*)\)/g;
/** `lazy(async () => (await import("./chunk")).Part, "book")` */
const LAZY = /lazy(?:<\w+>)?\(\s*async \(\) => \(await import\("(\.[^"]+)"\)\)\.(\w+),?([^()]*)\)/g;
/** What is fetched without words of its own. */
const FETCHED =
  /(?<!lazy(?:<\w+>)?\(\s*async \(\) => \(await )import\(\s*"(\.[^"]+)"\)\)?(?:\.then\(\(\{ (\w+) \}\)|\.(\w+))?/g;

const quoted = (text: string) => [...text.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);

/** The file that `part` of a chunk comes from: a chunk holds parts that are shown with different books. */
function partOf(chunk: string, part: string | undefined): string {
  const from =
    part && new RegExp(`export \\{[^}]*\\b${part}\\b[^}]*\\} from "([^"]+)"`).exec(sourceOf(chunk))?.[1];
  return fileAt(join(dirname(chunk), from ?? "")) ?? chunk;
}

interface Visit {
  faults: string[];
  seen: Set<string>;
  used: Set<string>;
}

function visit(file: string, known: readonly string[], found: Visit): Visit {
  const place = `${file} ${[...known].sort()}`;
  if (found.seen.has(place)) return found;
  found.seen.add(place);
  const text = sourceOf(file);
  const at = (path: string) => fileAt(join(dirname(file), path)) ?? "";
  for (const [, names = ""] of text.matchAll(BOOKS)) {
    for (const book of quoted(names)) {
      found.used.add(file);
      if (!known.includes(book)) found.faults.push(`${file} says words of ${book}, fetched with ${known}`);
    }
  }
  for (const next of importedAtOnce(file)) visit(next, known, found);
  for (const [, path = "", part, books = ""] of text.matchAll(LAZY))
    visit(partOf(at(path), part), [...known, ...quoted(books)], found);
  for (const [, path = "", given, part] of text.matchAll(FETCHED))
    if (at(path)) visit(partOf(at(path), given ?? part), known, found);
  return found;
}

it.each([
  ["app/main.tsx", [], 35],
  ["kiosk/main.tsx", [], 0],
  // The preview of a phone speaks with the app's words of alerts: beginWords() fetches them.
  ["control-room/main.tsx", ["alerts"], 8],
])("what %s leads to says only words that were fetched", (entry, known, atLeast) => {
  const { faults, used } = visit(entry, known, { faults: [], seen: new Set(), used: new Set() });
  expect(faults).toEqual([]);
  expect(used.size).toBeGreaterThanOrEqual(atLeast);
});
