// The words of the control room: Dutch first, English second. Each part has its own file, of the same keys in both.
// The phone's preview speaks with the app's own words (app.ts), in the same language.

import { signal } from "@preact/signals";
import type { Language } from "../api/types";
import { language, learn, speak } from "./app";
import { words as nlLive } from "./nl/room-live";
import { words as nlShell } from "./nl/room-shell";
import { words as nlStart } from "./nl/room-start";
import { fill, type Params } from "./translate";

const nl = { ...nlShell, ...nlStart, ...nlLive };
export type Key = keyof typeof nl;

const book = signal<Record<Key, string>>(nl);

export const t = (key: Key, params?: Params): string => fill(book.value[key], params);

/** Whether there are words of this name: for keys made of the server's values. */
export const isKey = (key: string): key is Key => key in nl;

/** With the app's words for what a phone shows; Dutch where the others can't be fetched. */
export async function beginWords(chosen: Language): Promise<void> {
  await learn("alerts");
  await speakRoom(chosen).catch(() => speakRoom("nl"));
}

/** English is fetched when it is spoken. */
export async function speakRoom(chosen: Language): Promise<void> {
  const words = chosen === "en" ? await english() : nl;
  await speak(chosen);
  book.value = words;
}

async function english(): Promise<Record<Key, string>> {
  const [shell, start, live] = await Promise.all([
    import("./en/room-shell"),
    import("./en/room-start"),
    import("./en/room-live"),
  ]);
  return { ...shell.words, ...start.words, ...live.words };
}

/** 1.345, or 1,345 in English. */
export const count = (value: number) =>
  new Intl.NumberFormat(language.value === "nl" ? "nl-NL" : "en-GB").format(value);
