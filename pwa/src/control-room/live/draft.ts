// What is being typed, kept in the browser from the first letter: a reload, a crash or a sign-out loses none of it.

import type { Keeping } from "./outbox";

const NAME = "burgernet.room.draft:";

interface Kept<T> {
  at: number;
  draft: Partial<T>;
}

/** Fields an older version did not have get their empty value. */
export function readDraft<T extends object>(keeping: Keeping, name: string, empty: T): T {
  try {
    const kept = JSON.parse(keeping.getItem(NAME + name) ?? "null") as Kept<T> | null;
    return { ...empty, ...kept?.draft };
  } catch {
    return empty;
  }
}

export function keepDraft<T extends object>(
  keeping: Keeping,
  name: string,
  draft: T,
  now = Date.now(),
): void {
  try {
    keeping.setItem(NAME + name, JSON.stringify({ at: now, draft } satisfies Kept<T>));
  } catch {
    // A full or forbidden store: what is typed still stands on the screen.
  }
}

export function dropDraft(keeping: Keeping, name: string): void {
  try {
    keeping.removeItem(NAME + name);
  } catch {
    // Then nothing was kept either.
  }
}

const DAY = 86_400_000;

/** Forgets what was typed more than a day ago: descriptions and tips must not outlive their action on this machine. */
export function forgetOld(keeping: Storage, now: number): void {
  for (const name of Object.keys(keeping).filter((key) => key.startsWith(NAME))) {
    let at = 0;
    try {
      at = Number((JSON.parse(keeping.getItem(name) ?? "null") as { at?: number } | null)?.at ?? 0);
    } catch {
      // Nothing that can be read: it goes.
    }
    if (!(now - at < DAY)) keeping.removeItem(name);
  }
}
