// From a pressed button to one action. An answer that does not come is asked for again with the same key and the same
// body, until it does: the server starts what it knows already only once.

import { signal } from "@preact/signals";
import type { Action, ActionStart } from "../../api/types";
import * as server from "../server";
import { sessionState, who } from "../session";
import { change, discard, draft } from "../start/draft";

export type Sending =
  | { state: "idle" }
  | { state: "sending"; tries: number; by: string }
  | { state: "refused"; problem: server.Problem | null };

export const sending = signal<Sending>({ state: "idle" });
/** After a reload, what was sent this short ago is asked for again by itself; what is older, by hand. */
export const RECENT = 2 * 60_000;
const LONGEST_REST = 8_000;

export interface Around {
  start: (body: ActionStart, key: string) => Promise<Action>;
  rest: (milliseconds: number) => Promise<void>;
  signedIn: () => Promise<void>;
  now: () => Date;
}

const AROUND: Around = {
  start: server.start,
  rest: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  signedIn: () =>
    new Promise((resolve) => {
      const stop = sessionState.subscribe((at) => {
        if (at !== "in") return;
        resolve();
        queueMicrotask(() => stop());
      });
    }),
  now: () => new Date(),
};

/** Sends `body`, or what was sent before and not answered. Answers the action; null when it was refused. */
export async function send(body: ActionStart | null, around = AROUND): Promise<Action | null> {
  if (sending.value.state === "sending") return null;
  const waiting = draft.value.sent?.body ?? body;
  if (!waiting) return null;
  const name = who.value?.username ?? "";
  const { key } = draft.value;
  sending.value = { state: "sending", tries: 0, by: name };
  // Before it leaves: after a crash nobody would know otherwise.
  if (!draft.value.sent) change({ sent: { body: waiting, at: around.now().toISOString() } }, around.now());
  for (let tries = 1; ; tries++) {
    try {
      const action = await around.start(waiting, key);
      // Somebody else works here now: this draft is not theirs, and asks again when its own name is back.
      if (who.value?.username !== name) return stop();
      discard(around.now());
      sending.value = { state: "idle" };
      return action;
    } catch (error) {
      if (!server.mayCome(error)) return refuse(error, around.now());
      sending.value = { state: "sending", tries, by: name };
      await around.rest(Math.min(LONGEST_REST, 500 * 2 ** tries));
      await around.signedIn();
      // Under another name the same key would start it a second time.
      if (who.value?.username !== name) return stop();
    }
  }
}

function stop(): null {
  sending.value = { state: "idle" };
  return null;
}

function refuse(error: unknown, now: Date): null {
  sending.value = { state: "refused", problem: error instanceof server.Problem ? error : null };
  change({ sent: null }, now);
  return null;
}
