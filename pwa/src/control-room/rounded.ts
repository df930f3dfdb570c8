// How many people, as the server tells it before sending: rounded, so that nobody can be told apart.

import type { Rounded } from "../api/types";
import { count, type Key, t } from "../i18n/room";

/** "ongeveer 700", "minder dan 10", "niemand". */
export const people = (rounded: Rounded) => said(rounded, "count.below", "count.nobody", "count.about");

/** "ongeveer 700 deelnemers" */
export const participants = (rounded: Rounded) =>
  said(rounded, "people.below", "people.none", "people.about");

export const isNobody = (rounded: Rounded) => rounded.about === 0;

function said({ below, about }: Rounded, fewer: Key, none: Key, some: Key): string {
  if (below !== undefined) return t(fewer, { n: below });
  return about === 0 ? t(none) : t(some, { n: count(about) });
}
