// When a screen reader is told how far the alert has come: what changed, but at most once in ten seconds. Pure.

export const EVERY = 10_000;

export interface Spoken {
  text: string;
  at: number;
}

/** What was told last, replaced by `text` once that says something else and ten seconds have passed. */
export function throttle(last: Spoken | null, text: string, now: number): Spoken {
  if (last === null) return { text, at: now };
  return text === last.text || now - last.at < EVERY ? last : { text, at: now };
}
