// Numbers, distances and refusals as the screens of an action say them.

import type { Action } from "../../api/types";
import { clockTime, decimal, passed, short } from "../../i18n/format";
import { isKey, t } from "../../i18n/room";
import type { Problem } from "../server";

/** 800 m, 1,4 km. */
export const metres = (value: number) =>
  value < 1_000 ? `${Math.round(value)} m` : `${decimal(value / 1_000, value < 10_000 ? 2 : 1)} km`;

export const time = (at: string) => clockTime(new Date(at));

export const since = (from: string, until: Date) => short(passed(from, until));

/** The bar of a result: what was withdrawn is no success. */
export const lookOf = (result: Action["result"]) => (result === "withdrawn" ? "note" : "good");

/** Why the server said no, as far as a dispatcher can do something about it. */
export function refusal({ status }: Problem): string {
  if (status === 409) return t("sent.conflict");
  return t(status === 403 ? "sent.forbidden" : "sent.refused");
}

export const via = (line: string) => {
  const key = `tip.via.${line}`;
  return isKey(key) ? t(key) : line;
};
