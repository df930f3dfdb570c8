// Of one there is one: who counts leaves the number of a word to the book, and the book to fill().

import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fill } from "../../src/i18n/translate";

const FORMS = /\{\w+\|([^|}]+)\|([^|}]+)\}/g;
const BARE = /(?:\{\w+\}|\b1) ([\p{L}-]+)/gu;

/** Lengths to choose from, each a button of its own. */
const FIXED = /^settings\.pause\d+$/;

const books = (language: string) =>
  Promise.all(
    readdirSync(`src/i18n/${language}`)
      .map((file) => file.replace(/\.ts$/, ""))
      .map(
        async (name): Promise<Record<string, string>> =>
          (await import(`../../src/i18n/${language}/${name}.ts`)).words,
      ),
  );

it.each(["nl", "en"])(
  "no word that has a plural stands behind a number in one form only (%s)",
  async (language) => {
    const texts = (await books(language)).flatMap((book) => Object.entries(book));
    const counted = new Set(
      texts.flatMap(([, text]) =>
        [...text.matchAll(FORMS)].flatMap(([, one = "", more = ""]) => [one, more]),
      ),
    );
    expect(counted.size).toBeGreaterThan(20);
    const bare = texts
      .filter(([key]) => !FIXED.test(key))
      .flatMap(([key, text]) =>
        [...text.matchAll(BARE)]
          .filter(([, word]) => counted.has(word ?? ""))
          .map(([said]) => `${key}: ${said}`),
      );
    expect(bare).toEqual([]);
  },
);

it("every text that counts reads well of one and of two", async () => {
  for (const language of ["nl", "en"]) {
    for (const [key, text] of (await books(language)).flatMap((book) => Object.entries(book))) {
      if (!/\{\w+\|/.test(text)) continue;
      for (const n of [1, 2]) {
        const said = fill(text, new Proxy({}, { get: () => n }) as Record<string, number>);
        expect(said, key).not.toMatch(/[{}|#]/);
      }
    }
  }
});

it("no screen chooses between one and many", () => {
  // t(n === 1 ? "one" : "many"), or the same over more lines: a book has both forms under one key.
  const CHOSEN = /(?:===|>|!==) 1\s*\?\s*(?:t\(|["'`])/;
  const chosen = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .filter((name) => CHOSEN.test(readFileSync(`src/${name}`, "utf8")));
  expect(chosen).toEqual([]);
});
