// The words of the control room: Dutch first, English second. Each part has its own file, of the same keys in both.
// The phone's preview speaks with the app's own words (app/language), in the same language.

import { language, learn, speak } from "../app/language";
import type { Language } from "../shared/contract";
import { words as enLive } from "./words/en/live";
import { words as enShell } from "./words/en/shell";
import { words as enStart } from "./words/en/start";
import { words as nlLive } from "./words/nl/live";
import { words as nlShell } from "./words/nl/shell";
import { words as nlStart } from "./words/nl/start";

const nl = { ...nlShell, ...nlStart, ...nlLive };
export type Key = keyof typeof nl;
export type Params = Record<string, string | number>;

const en: Record<Key, string> = { ...enShell, ...enStart, ...enLive };
const BOOKS: Record<Language, Record<Key, string>> = { nl, en };
const KEPT = "burgernet-room-language";

/** The space of "500 m" and "15.40 uur", where no line may end. */
const UNIT = /(\d) (?=k?m\b|uur\b)/g;

export function say(key: Key, params: Params = {}): string {
  return BOOKS[language.value][key]
    .replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""))
    .replace(UNIT, "$1\u00a0");
}

/** Whether there are words of this name: for keys made of the server's values. */
export const isKey = (key: string): key is Key => key in nl;

export async function beginWords(): Promise<void> {
  await learn("alarm");
  await speak(read());
}

export async function chooseLanguage(chosen: Language): Promise<void> {
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // A browser that keeps nothing speaks Dutch next time.
  }
  await speak(chosen);
}

function read(): Language {
  try {
    return localStorage.getItem(KEPT) === "en" ? "en" : "nl";
  } catch {
    return "nl";
  }
}

/** 1.345, or 1,345 in English. */
export const count = (value: number) =>
  new Intl.NumberFormat(language.value === "nl" ? "nl-NL" : "en-GB").format(value);
