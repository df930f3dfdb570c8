/** A signal that aborts after so many milliseconds. Browsers from before 2022 have no AbortSignal.timeout. */
export function deadline(milliseconds: number): AbortSignal {
  if ("timeout" in AbortSignal) return AbortSignal.timeout(milliseconds);
  const limit = new AbortController();
  setTimeout(() => limit.abort(), milliseconds);
  return limit.signal;
}
