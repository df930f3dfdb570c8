// The time as the server has it: a phone whose clock is a day off must not call a running alert old.

let ahead = 0;

// The Date header counts whole seconds and travels: less than this is no deviation.
const NOISE = 30_000;
const A_CENTURY = 3.2e12;

/** The server's Date header, and this phone's clock around the call. Returns by how much it is ahead, in ms. */
export function learn(date: string | null, sentAt: number, receivedAt: number): number {
  const told = Date.parse(date ?? "");
  if (!Number.isNaN(told) && receivedAt - sentAt < NOISE) set((sentAt + receivedAt) / 2 - told);
  return ahead;
}

/** Whatever was kept: what is no number of milliseconds, or more than any clock is off, is no deviation. */
export function set(milliseconds: number): void {
  const off = Number.isFinite(milliseconds) ? Math.abs(milliseconds) : 0;
  ahead = off < NOISE || off > A_CENTURY ? 0 : milliseconds;
}

export const deviation = () => ahead;

/** Now, or what this phone's clock called `local`. */
export const now = (local = Date.now()) => new Date(local - ahead);
