// What happened while nobody looked, as far as a dispatcher must know it: what hinders sending, time that runs out, and
// what others did. Read off two overviews, the last one seen and the newest.

import type { ActionAtAGlance, Overview } from "../../api/types";
import { t } from "../../i18n/room";
import { nudge } from "../live/reminders";
import type { Polled } from "./poll";

export interface Glimpse {
  told: Polled<Overview>;
  at: Date;
}

/** In words, most urgent first. What stood there already when somebody last looked is nothing new. */
export function unseen(before: Glimpse, now: Glimpse): string[] {
  const [were, are] = [before.told.value, now.told.value];
  const news: string[] = [];
  if (now.told.old && !before.told.old) news.push(t("unseen.silent"));
  if (!were || !are) return news;
  if (!are.sending && were.sending) news.push(t("unseen.still"));
  const known = new Map(were.items.map((item) => [item.id, item]));
  const both = are.items.flatMap((item) => {
    const was = known.get(item.id);
    return was ? [{ was, item }] : [];
  });
  for (const due of ["expired", "expiring"] as const) {
    if (both.some(({ was, item }) => dueAt(item, now.at) === due && dueAt(was, before.at) !== due))
      news.push(t(`running.${due}`));
  }
  const tips = both.reduce((sum, { was, item }) => sum + Math.max(0, item.tips - was.tips), 0);
  const begun = are.items.filter(({ id }) => !known.has(id));
  const more = tips + begun.reduce((sum, item) => sum + item.tips, 0);
  if (more > 0) news.push(t("unseen.tips", { n: more }));
  for (const { title } of begun) news.push(t("unseen.begun", { title }));
  for (const { title, id } of were.items) {
    if (!are.items.some((item) => item.id === id)) news.push(t("unseen.ended", { title }));
  }
  for (const { was, item } of both) {
    if (changed(was, item)) news.push(t("unseen.changed", { title: item.title }));
  }
  return news;
}

const dueAt = (item: ActionAtAGlance, at: Date) => nudge({ ...item, laterUntil: null }, at);

/** An addition, a larger area, more time: what only a dispatcher does. */
const changed = (was: ActionAtAGlance, item: ActionAtAGlance) =>
  item.messages !== was.messages || item.expiresAt !== was.expiresAt || item.area.radius !== was.area.radius;
