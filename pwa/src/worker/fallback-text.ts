// The few words the worker needs when a message brings none.

import type { Language } from "../api/types";

export const UNREADABLE: Record<Language, string> = {
  nl: "Er is een bericht voor u. Open de app om het te lezen.",
  en: "There is a message for you. Open the app to read it.",
};
