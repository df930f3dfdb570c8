// What was confirmed and has not been answered yet. It is kept in the browser until the server says yes or no, and is
// asked again with the same Idempotency-Key: a restart, a reload or a lost answer sends it once and loses nothing.

import { Problem, secret } from "../../api/client";
import type { RoomStore } from "../data/store";
import { mayCome } from "../server";

export interface Command<Body extends object> {
  key: string;
  action: string;
  body: Body;
  /** What stood in the fields of `form`, to be put back when the server says no. */
  draft: object;
  form?: string;
  at: number;
  /** Who confirmed it: a key counts for its caller only. */
  by: string;
}

export type Sent<T> = { state: "done"; answer: T } | { state: "refused"; problem: Problem };

const NAME = "outbox:";

export interface Queue<Body extends object> {
  /** What still waits for its answer, also after a reload. */
  waiting: () => Command<Body> | null;
  /** Kept before it is sent: from here on it is not lost. */
  put: (body: Body, draft: object, form?: string) => Command<Body>;
  /** Answered: this command is forgotten, and no later one. */
  clear: (command: Command<Body>) => void;
}

/** Of one name: a colleague at the same desk neither waits for what it holds nor puts theirs in its place. */
export function queue<Body extends object>(
  kept: RoomStore,
  by: string,
  act: string,
  action: string,
  makeKey = secret,
  now = Date.now,
): Queue<Body> {
  const place = `${NAME}${by}:${act}:${action}`;
  // Where the browser keeps nothing it lives as long as the page.
  let held: Command<Body> | null = null;
  return {
    waiting: () => (kept.read<Command<Body>>(place, by) as Command<Body> | null) ?? held,
    put(body, draft, form = act) {
      held = { key: makeKey(), action, body, draft, form, by, at: now() };
      kept.write(place, by, held, held.at);
      return held;
    },
    clear({ key }) {
      if (this.waiting()?.key !== key) return;
      held = null;
      kept.remove(place);
    },
  };
}

/** Of what waits of this name: act and action. */
export function allWaiting(kept: RoomStore, by: string): string[][] {
  const mine = `${NAME}${by}:`;
  return kept.names(mine).map((name) => name.slice(mine.length).split(":"));
}

const TEN_MINUTES = 600_000;

/** Whether it may still be sent by itself: an hour later an addition may say what is no longer so. */
export const isFresh = ({ at }: { at: number }, now: number) => now - at < TEN_MINUTES;

interface Around<Body extends object, T> {
  send: (command: Command<Body>) => Promise<T>;
  wait: () => Promise<void>;
  /** Who is signed in now. While it is nobody, or somebody else, it waits: another name must not stand under it. */
  who: () => string | null;
  /** Told after each try without an answer. */
  unanswered?: () => void;
  stopped?: () => boolean;
}

/** Sends it until it is answered. Null when it was stopped: it is still kept. */
export async function deliver<Body extends object, T>(
  command: Command<Body>,
  { send, wait, who, unanswered, stopped = () => false }: Around<Body, T>,
): Promise<Sent<T> | null> {
  while (!stopped()) {
    if (who() === command.by) {
      try {
        return { state: "done", answer: await send(command) };
      } catch (error) {
        // Signed out meanwhile: signing in stands over the screen, and afterwards it goes on.
        if (error instanceof Problem && !mayCome(error)) return { state: "refused", problem: error };
        unanswered?.();
      }
    }
    await wait();
  }
  return null;
}
