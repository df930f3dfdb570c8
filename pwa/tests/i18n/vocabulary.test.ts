// The words of the values stand in one place, from which messages, pages, feeds and screens read them.

import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { words as enKiosk } from "../../src/i18n/en/kiosk";
import { words as nlKiosk } from "../../src/i18n/nl/kiosk";
import { capital, fill, shelf } from "../../src/i18n/translate";

const LISTS = ["kind", "result", "sex", "transport", "via", "role"] as const;
const vocabulary = (language: string) =>
  JSON.parse(readFileSync(`../backend/data/vocabulary.${language}.json`, "utf8")) as Record<
    string,
    Record<string, string>
  >;

it.each(["nl", "en"])(
  "no book and no screen has a list of its own for values that have words (%s)",
  (language) => {
    const values = new Set(LISTS.flatMap((list) => Object.keys(vocabulary(language)[list] ?? {})));
    // The outcome as a sentence of its own is the server's text too: that they are the same is tested below.
    const own = readdirSync(`src/i18n/${language}`).flatMap((name) =>
      [...readFileSync(`src/i18n/${language}/${name}`, "utf8").matchAll(/^ {2}"([\w.]+)\.([\w-]+)":/gm)]
        .filter(
          ([, list = "", value = ""]) => values.has(value) && (LISTS as readonly string[]).includes(list),
        )
        .map(([, list, value]) => `${name}: ${list}.${value}`),
    );
    expect(own.filter((each) => !each.startsWith("alerts.ts: result."))).toEqual([]);
  },
);

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
