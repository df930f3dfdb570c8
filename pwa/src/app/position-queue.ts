// One line for every call about this phone's position: in this tab, and where the browser can, across all of them.
// Called by live-position.ts.

/** Longer than a call takes: a tab that sleeps with its turn must not keep the others from erasing. */
const PATIENCE = 15_000;

let last: Promise<unknown> = Promise.resolve();

/** Does `work` when all that was asked before it is done, however that went. Rejects as `work` does. */
export function enqueue<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.catch(() => undefined).then(() => alone(work));
  last = mine;
  return mine;
}

async function alone<T>(work: () => Promise<T>): Promise<T> {
  // Not there without a secure context, nor in older browsers.
  const { locks } = navigator;
  if (!locks) return work();
  let begun = false;
  const turn = async () => {
    begun = true;
    return work();
  };
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), PATIENCE);
  try {
    return await locks.request("burgernet-position", { signal: waiting.signal }, turn);
  } catch (error) {
    if (begun) throw error;
    return work();
  } finally {
    clearTimeout(timer);
  }
}
