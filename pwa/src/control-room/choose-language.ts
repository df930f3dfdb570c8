// The language of the control room: what this machine was last asked to speak, Dutch until then.

import type { Language } from "../api/types";
import { beginWords, speakRoom } from "../i18n/room";
import { keepLanguage, keptLanguage } from "./data/store";

export const beginLanguage = () => beginWords(keptLanguage() === "en" ? "en" : "nl");

export async function chooseLanguage(chosen: Language): Promise<void> {
  // A browser that keeps nothing speaks Dutch next time.
  keepLanguage(chosen);
  await speakRoom(chosen);
}
