// The language of the screens: the phone's, until the participant chooses another. Each part of the app brings its
// own words, and only those of the language that is spoken are fetched.

import { signal } from "@preact/signals";
import type { Language } from "../api/types";
import { words as coreEn } from "./en/core";
import type { words as alerts } from "./nl/alerts";
import { words as coreNl } from "./nl/core";
import type { words as joining } from "./nl/joining";
import type { words as occasional } from "./nl/occasional";
import type { words as places } from "./nl/places";
import { fill, type Params } from "./translate";

interface Books {
  alerts: typeof alerts;
  joining: typeof joining;
  places: typeof places;
  occasional: typeof occasional;
}
export type Book = keyof Books;

type Names<B extends Book> = { [Name in B]: keyof Books[Name] & string }[B];
/** What `B` have words for, and every screen. */
export type Key<B extends Book = never> = keyof typeof coreNl | Names<B>;
export type Say<B extends Book = never> = (key: Key<B>, params?: Params) => string;

type Words = Partial<Record<string, string>>;

const LIBRARY: Record<Language, Record<Book, () => Promise<{ words: Words }>>> = {
  nl: {
    alerts: () => import("./nl/alerts"),
    joining: () => import("./nl/joining"),
    places: () => import("./nl/places"),
    occasional: () => import("./nl/occasional"),
  },
  en: {
    alerts: () => import("./en/alerts"),
    joining: () => import("./en/joining"),
    places: () => import("./en/places"),
    occasional: () => import("./en/occasional"),
  },
};
const CORE: Record<Language, Words> = { nl: coreNl, en: coreEn };

const open = new Set<Book>();
const words = signal<Words>(coreNl);
export const language = signal<Language>("nl");

const say = (key: string, params?: Params): string => fill(words.value[key] ?? "", params);

/** The words that every screen has. */
export const t: Say = say;

/** With those of the books that a screen is fetched with (ui/lazy.tsx): no others can be said by mistake. */
export const wordsOf = <B extends Book>(..._: B[]): Say<B> => say;

/** Fetches the words a part of the app is about to use. */
export async function learn(...books: Book[]): Promise<void> {
  for (const book of books) open.add(book);
  await speak(language.value);
}

export async function speak(chosen: Language): Promise<void> {
  const pages = await Promise.all([...open].map((book) => LIBRARY[chosen][book]()));
  words.value = Object.assign({}, CORE[chosen], ...pages.map((page) => page.words));
  language.value = chosen;
  document.documentElement.lang = chosen;
}

/** Of what a dispatcher typed, on a screen that speaks another language; undefined where it is the same. */
export const typedIn = (): "nl" | undefined => (language.value === "nl" ? undefined : "nl");

/** The first of the phone's languages that we speak. */
export function preferred(languages: readonly string[]): Language {
  const ours = languages
    .map((tag) => tag.slice(0, 2).toLowerCase())
    .find((tag) => tag === "nl" || tag === "en");
  return ours === "en" ? "en" : "nl";
}
