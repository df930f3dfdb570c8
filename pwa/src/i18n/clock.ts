// The time of day and the date in the Netherlands, wherever the phone is, in a language that is given: app, room and
// kiosk read them here. Pure.

import type { Language } from "../api/types";

const ZONE = "Europe/Amsterdam";
const LOCALES: Record<Language, string> = { nl: "nl-NL", en: "en-GB" };

/** 15.40, or 15:40 in English; in the morning 8.14. */
export function timeOfDay(at: Date, language: Language): string {
  const { hour, minute } = partsOf(at);
  return `${Number(hour)}${language === "nl" ? "." : ":"}${minute}`;
}

/** 27 februari, with its year or the day of the week where asked for. */
export const dateOf = (
  at: Date,
  language: Language,
  also: Pick<Intl.DateTimeFormatOptions, "weekday" | "year"> = {},
): string =>
  new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: ZONE,
    day: "numeric",
    month: "long",
    ...also,
  }).format(at);

/** Year, month, day, hour and minute in figures. */
export function partsOf(at: Date): Record<string, string> {
  const format = new Intl.DateTimeFormat("nl-NL", {
    timeZone: ZONE,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}
