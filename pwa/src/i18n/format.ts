// Times, stretches of time and distances as people say them: "6 minuten geleden (15.40 uur)", "ongeveer 1,2 km van u".

import { language, t } from "./app";
import { dateOf, partsOf, timeOfDay } from "./clock";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** 15.40 uur, or 15:40 in English. */
export const clockTime = (at: Date) => t("time.clock", { time: timeOfDay(at, language.value) });

/** How long ago. A time that seems to lie ahead counts as now. */
export function ago(at: Date, now: Date): string {
  const passed = Math.max(0, +now - +at);
  const time = clockTime(at);
  if (passed < MINUTE) return t("time.now", { time });
  if (passed < HOUR) return t("time.minutes", { n: Math.floor(passed / MINUTE), time });
  if (day(at) === day(now)) {
    return t("time.hours", { n: Math.floor(passed / HOUR), time });
  }
  if (day(at) === day(new Date(+now - 24 * HOUR))) return t("time.yesterday", { time });
  return t("time.day", { day: date(at, now), time });
}

/** A moment to come, or one on the clock: today, tomorrow or on a day. */
export function moment(at: Date, now: Date): string {
  const time = clockTime(at);
  if (day(at) === day(now)) return t("time.today", { time });
  if (day(at) === day(new Date(+now + 24 * HOUR))) return t("time.tomorrow", { time });
  if (day(at) === day(new Date(+now - 24 * HOUR))) return t("time.yesterday", { time });
  return t("time.day", { day: date(at, now), time });
}

export interface Passed {
  hours: number;
  minutes: number;
  seconds: number;
}

/** Since `from`; what seems to lie ahead counts as now. */
export const passed = (from: string, until: Date): Passed => stretch((+until - Date.parse(from)) / 1000);

/** Whole seconds, those below none as none. */
export function stretch(all: number): Passed {
  const seconds = Math.max(0, Math.floor(all));
  return {
    hours: Math.floor(seconds / 3600),
    minutes: Math.floor((seconds % 3600) / 60),
    seconds: seconds % 60,
  };
}

/** 47 s · 5 min 07 s · 1 u 05 min, in English 1 h 05 min: seconds while they matter. */
export function short({ hours, minutes, seconds }: Passed): string {
  const two = (value: number) => String(value).padStart(2, "0");
  if (hours > 0) return `${hours} ${language.value === "nl" ? "u" : "h"} ${two(minutes)} min`;
  return minutes > 0 ? `${minutes} min ${two(seconds)} s` : `${seconds} s`;
}

/** From the participant, as the server rounded it. */
export function distance(metres: number): string {
  if (metres < 100) return t("distance.near");
  if (metres < 1_000) return t("distance.metres", { n: Math.round(metres / 100) * 100 });
  return t("distance.kilometres", { n: kilometres(metres) });
}

export function radius(metres: number): string {
  return metres < 1_000
    ? t("distance.radiusMetres", { n: metres })
    : t("distance.radius", { n: kilometres(metres) });
}

export const decimal = (value: number, digits: number) =>
  new Intl.NumberFormat(language.value, { maximumFractionDigits: digits }).format(value);

const kilometres = (metres: number) => decimal(metres / 1_000, metres < 10_000 ? 1 : 0);

/** With its year when that is another one. */
const date = (at: Date, now: Date) =>
  dateOf(at, language.value, partsOf(at).year === partsOf(now).year ? {} : { year: "numeric" });

function day(at: Date): string {
  const { year, month, day } = partsOf(at);
  return `${year}-${month}-${day}`;
}
