// When what the control room kept in this browser is forgotten: at signing out, when somebody else begins, an hour after
// the last one worked here, and after a day in any case. Called by session.ts; time is an argument.

import { attempt, entryOf, LANGUAGE, type Owned, PREFIX } from "./store";

/** As the versions before this one named the report and the language. */
const EARLIER = "burgernet-room-";
/** When somebody last worked here. */
const SEEN = `${PREFIX}seen`;
export const DAY = 86_400_000;
/** A session that ended by itself may be short of a password, not of its owner: so long their work waits for them. */
export const LAPSE = 3_600_000;

/** All but what `by` kept less than a day ago; for nobody, all of it. */
export function purge(by: string | null, now: number): void {
  sweep((entry) => entry.by === by && now - entry.at < DAY);
}

/** While the page stands. `working`: whether somebody is signed in. */
export function expire(working: boolean, now: number): void {
  const seen = entryOf(attempt(() => localStorage.getItem(SEEN), null))?.at ?? 0;
  const late = (at: number) => !working && now - Math.max(at, seen) >= LAPSE;
  sweep(({ at }) => now - at < DAY && !late(at));
}

export const seen = (by: string, now: number) =>
  attempt(() => localStorage.setItem(SEEN, JSON.stringify({ by, at: now } satisfies Owned)), undefined);

function sweep(stays: (entry: Owned) => boolean): void {
  attempt(() => {
    for (const key of Object.keys(localStorage)) {
      if (key === LANGUAGE || !(key.startsWith(PREFIX) || key.startsWith(EARLIER))) continue;
      const entry = entryOf(localStorage.getItem(key));
      if (!entry || !stays(entry)) localStorage.removeItem(key);
    }
  }, undefined);
}

/** What an earlier version kept, as this one does: whoever was typing while the server was upgraded loses nothing.
 * `by` is who was at work. Drafts did not say whose they were: they are theirs where nobody else left anything. */
export function adopt(by: string | null): void {
  attempt(() => {
    const keys = Object.keys(localStorage);
    const heir = keys.some((key) => isOfAnother(key, by)) ? null : by;
    for (const key of keys) {
      const moved = renamed(key, localStorage.getItem(key) ?? "", heir);
      if (!moved) continue;
      const [name, text] = moved;
      if (name === key || localStorage.getItem(name) === null) localStorage.setItem(name, text);
      if (name !== key) localStorage.removeItem(key);
    }
  }, undefined);
}

const isOfAnother = (key: string, by: string | null) =>
  [`${EARLIER}draft:`, `${PREFIX}outbox:`].some(
    (begin) => key.startsWith(begin) && !`${key.slice(begin.length)}:`.startsWith(`${by}:`),
  );

function renamed(key: string, text: string, heir: string | null): [name: string, text: string] | null {
  if (key === `${EARLIER}language`) return [LANGUAGE, text];
  const kept = attempt(() => JSON.parse(text), null);
  if (key.startsWith(`${EARLIER}draft:`)) {
    const by = key.slice(`${EARLIER}draft:`.length);
    const owned = { ...kept, by, at: Date.parse(kept?.keptAt) } satisfies Owned;
    return [`${PREFIX}report:${by}`, JSON.stringify(owned)];
  }
  const ownerless = key.startsWith(`${PREFIX}draft:`) && kept && kept.by === undefined && heir !== null;
  return ownerless ? [key, JSON.stringify({ ...kept, by: heir } satisfies Partial<Owned>)] : null;
}
