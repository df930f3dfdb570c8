// Which of the messages of an action a phone shows, when they arrive late, twice or out of order. Pure.

import type { Notice } from "../api/types";
import { inOrder } from "./merge";

export interface Showing {
  show: Notice;
  /** Something newer is known, or the same was shown before: it must not sound again. */
  quiet: boolean;
}

/** What the phone shows when `incoming` arrives: never an older message over a newer one. */
export function decide(incoming: Notice, known: Notice[]): Showing {
  if (incoming.action === null) {
    return { show: incoming, quiet: known.some((notice) => again(notice, incoming)) };
  }
  const same = known.filter((notice) => notice.action === incoming.action);
  const newest = inOrder([...same, incoming]).at(-1) ?? incoming;
  const repeated = same.some((notice) => again(notice, incoming));
  return {
    show: newest.notice === incoming.notice ? incoming : newest,
    quiet: repeated || newest !== incoming,
  };
}

/** Over the socket or from the list a message may come first, but only a notification makes the phone sound. */
const again = (known: Notice, incoming: Notice) => known.notice === incoming.notice && known.shown === true;
