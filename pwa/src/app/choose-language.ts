// The chosen language, on this phone and at the server, which writes the messages.

import type { Language } from "../api/types";
import { speak } from "../i18n/app";
import { store } from "./connection";
import { stage } from "./state";

export async function chooseLanguage(chosen: Language): Promise<void> {
  await speak(chosen);
  await store.set("language", chosen).catch(() => undefined);
  // A newcomer has nothing at the server to change, and need not fetch how. Without network it is told later.
  if (stage.value !== "participant") return;
  await (await import("./chunks/participant")).change({ language: chosen }).catch(() => undefined);
}
