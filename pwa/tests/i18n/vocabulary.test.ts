// The words of the values stand in one place, from which messages, pages, feeds and screens read them.

import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { words as enKiosk } from "../../src/i18n/en/kiosk";
import { words as nlKiosk } from "../../src/i18n/nl/kiosk";
import { capital, fill, shelf } from "../../src/i18n/translate";

const vocabulary = (language: string) =>
  JSON.parse(readFileSync(`../backend/data/vocabulary.${language}.json`, "utf8")) as Record<
    string,
    Record<string, string>
  >;

/** Sentences about every value of a list, whose words would not do. */
const SENTENCES = [
  // The outcome, as the server sends it: that they are the same is tested below.
  "alerts.ts: result of result",
  // "In het Nederlands", above what is in it.
  "room-live.ts: preview of language",
];

it.each(["nl", "en"])("no book has a list of its own for values that have words (%s)", (language) => {
  const own = readdirSync(`src/i18n/${language}`).flatMap((name) => {
    const text = readFileSync(`src/i18n/${language}/${name}`, "utf8");
    const shelves = new Map<string, Set<string>>();
    for (const [, prefix = "", last = ""] of text.matchAll(/^ {2}"([\w.]+)\.([\w-]+)":/gm))
      shelves.set(prefix, (shelves.get(prefix) ?? new Set()).add(last));
    return [...shelves].flatMap(([prefix, keys]) =>
      Object.entries(vocabulary(language))
        .filter(([, values]) => Object.keys(values).every((value) => keys.has(value)))
        .map(([list]) => `${name}: ${prefix} of ${list}`),
    );
  });
  expect(own).toEqual(SENTENCES);
});

it("no screen spells a word of the vocabulary itself", () => {
  // In Dutch: the English ones are the names of fields too.
  const words = new Set(
    ["kind", "result", "sex", "role", "message", "receipt"].flatMap((list) =>
      Object.values(vocabulary("nl")[list] ?? {}),
    ),
  );
  const keys = new Set(Object.values(vocabulary("nl")).flatMap((values) => Object.keys(values)));
  const spelled = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/^(i18n\/(nl|en)|api)\//.test(name))
    .flatMap((name) =>
      // What stands between tags or in quotes.
      [...readFileSync(`src/${name}`, "utf8").matchAll(/(?<=>|")([^<>"{}\n]{3,40})(?=<|")/g)]
        .map(([text]) => text)
        .filter((text) => words.has(text.toLowerCase()) && !keys.has(text))
        .map((text) => `${name}: ${text}`),
    );
  expect(spelled).toEqual([]);
});

it.each([
  ["nl", /^withdrawn = "(.*)"$/m],
  ["en", /^withdrawn = "(.*)"$/m],
])("the outcome on a screen is the sentence that was sent (%s)", async (language, withdrawn) => {
  const texts = readFileSync(`../backend/data/texts.${language}.toml`, "utf8");
  const outcome = texts.slice(texts.indexOf("[outcome]"));
  const someone = texts.slice(texts.indexOf("[outcome.someone]"));
  const sentence = (part: string, name: string) => new RegExp(`^${name} = "(.*)"$`, "m").exec(part)?.[1];
  const { words } = await import(`../../src/i18n/${language}/alerts.ts`);
  expect(words["result.withdrawn"]).toBe(withdrawn.exec(outcome)?.[1]);
  for (const result of ["arrested", "arrested-thanks-to-participant"])
    expect(words[`result.${result}`]).toBe(sentence(someone, result));
});

it("a counted word is in the number that is counted", () => {
  expect(fill("{n|minuut|minuten}", { n: 1 })).toBe("1 minuut");
  expect(fill("{n|minuut|minuten}", { n: 0 })).toBe("0 minuten");
  expect(fill("{n|dag|dagen} en {n}", { n: "1.345" })).toBe("1.345 dagen en 1.345");
  expect(fill("Er {n||loopt|lopen} {n}", { n: 1 })).toBe("Er loopt 1");
  expect(fill("{n||Een loopt|# lopen}.", { n: 1 })).toBe("Een loopt.");
  expect(fill("{n||Een loopt|# lopen}.", { n: 12 })).toBe("12 lopen.");
  expect(fill("{gone}{m}", { m: "x" })).toBe("x");
});

it("values become keys of a book", () => {
  expect(shelf("sex", { girl: "meisje" }, capital)).toEqual({ "sex.girl": "Meisje" });
});

it("the kiosk has every word in both languages, with the same gaps", () => {
  const gaps = (text: string) => [...text.matchAll(/\{\w+/g)].map(([gap]) => gap).sort();
  const texts: Record<string, string> = enKiosk;
  expect(Object.keys(texts).sort()).toEqual(Object.keys(nlKiosk).sort());
  for (const [key, text] of Object.entries(nlKiosk)) expect(gaps(texts[key] ?? ""), key).toEqual(gaps(text));
});
