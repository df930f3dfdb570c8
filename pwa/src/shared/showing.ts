// Which of the messages of an action a phone shows, when they arrive late, twice or out of order. Pure.

import { inOrder, type Notice } from "./notices";

export interface Showing {
  show: Notice;
  /** Something newer, or the same, was shown before: it must not sound again. */
  quiet: boolean;
}

/** What the phone shows when `incoming` arrives: never an older message over a newer one. */
export function decide(incoming: Notice, known: Notice[]): Showing {
  if (incoming.action === null) {
    return { show: incoming, quiet: known.some((notice) => notice.notice === incoming.notice) };
  }
  const same = known.filter((notice) => notice.action === incoming.action);
  const newest = inOrder([...same, incoming]).at(-1) ?? incoming;
  const repeated = same.some((notice) => notice.notice === incoming.notice);
  return {
    show: newest.notice === incoming.notice ? incoming : newest,
    quiet: repeated || newest !== incoming,
  };
}
