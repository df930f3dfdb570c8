// Waiting with an end: browsers have promises that never settle.

export class TooLate extends Error {
  override name = "TooLate";
}

export const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** What `promise` gives, or TooLate. */
export async function withTimeout<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate()), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What `work` gives, or undefined when it fails, at once or later, or takes too long. Never throws. */
export const attempt = <T>(milliseconds: number, work: () => Promise<T>): Promise<T | undefined> =>
  withTimeout(milliseconds, (async () => work())()).catch(() => undefined);

/** Milliseconds before try number `attempt` (from 1): doubling to `longest`, anywhere in the upper half, so that
 * a thousand phones that lost one server do not come back at once. */
export function backOff(
  attempt: number,
  { first = 1_000, longest = 60_000, random = Math.random } = {},
): number {
  const full = Math.min(longest, first * 2 ** (attempt - 1));
  return full / 2 + random() * (full / 2);
}
