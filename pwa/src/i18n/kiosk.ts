// The words of the kiosk, in the language of whoever stands before it: both are there at once.

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Language } from "../api/types";
import { words as en } from "./en/kiosk";
import { words as nl } from "./nl/kiosk";
import { fill, type Params } from "./translate";

export type Key = keyof typeof nl;
export type Say = (key: Key, params?: Params) => string;

const BOOKS: Record<Language, Record<Key, string>> = { nl, en };

export const says =
  (language: Language): Say =>
  (key, params) =>
    fill(BOOKS[language][key], params);

export const Spoken = createContext<Language>("nl");
export const useWords = (): Say => says(useContext(Spoken));
