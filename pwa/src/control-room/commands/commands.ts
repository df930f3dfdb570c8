// What was confirmed for an action is brought to the server here, whichever screen is open: tips, additions, outcomes.
// Screens put it in and read how it stands; started once by Desk, which takes up what an earlier page left.

import { signal } from "@preact/signals";
import type { ActionUpdate, Outcome, TipNoted } from "../../api/staff-types";
import { pause } from "../../device/async";
import { say } from "../../i18n/room";
import { announce } from "../parts/Said";
import * as server from "../server";
import { kept, standing, who } from "../session";
import { dropDraft, keepDraft } from "./drafts";
import { allWaiting, deliver, type Errand, isFresh, outbox } from "./queue";

export interface Bodies {
  tip: TipNoted;
  update: ActionUpdate;
  outcome: Outcome;
}
export type Act = keyof Bodies;

/** kept: confirmed long ago and never answered; it stands in its fields again. */
export interface Standing {
  state: "busy" | "retrying" | "done" | "refused" | "kept";
  /** Whose it is: what became of an addition is not what became of a larger area. */
  form: string;
  draft: object;
  problem?: server.Problem;
}

const SEND: { [A in Act]: (errand: Errand<Bodies[A]>) => Promise<unknown> } = {
  tip: ({ action, body, key }) => server.noteTip(action, body, key),
  update: ({ action, body, key }) => server.update(action, body, key),
  outcome: ({ action, body }) => endOnce(action, body),
};
const EVERY = 1_500;

const standings = signal<Record<string, Standing>>({});
const running = new Set<string>();

const me = () => who.value?.username ?? "";

/** As `form` may tell it: while another form's waits for its answer nothing can be sent, how that one ended is not its. */
export function errandOf(act: Act, action: string, form: string = act): Standing | null {
  const standing = standings.value[`${me()}:${act}:${action}`] ?? null;
  return standing?.form === form || isUnderWay(standing) ? standing : null;
}

/** Whether it waits for an answer: until then nothing else of its kind is sent. */
export const isUnderWay = (standing: Standing | null) =>
  standing?.state === "busy" || standing?.state === "retrying";

/** Who confirmed something that waits for its answer. Once they have signed out, it is kept in this page alone. */
export const awaited = (): string[] =>
  Object.entries(standings.value)
    .filter(([, standing]) => isUnderWay(standing))
    .map(([name]) => name.split(":").slice(0, -2).join(":"));

/** Moves what was typed from its draft to the outbox, and sends it. `form` is whose draft it is: three send updates. */
export function send<A extends Act>(
  act: A,
  action: string,
  body: Bodies[A],
  draft: object,
  form: string = act,
): void {
  const errand = outbox<Bodies[A]>(kept, me(), act, action).put(body, draft, form);
  dropDraft(`${form}:${action}`);
  void bring(act, errand);
}

/** The screen has read how it ended. */
export const settle = (act: Act, action: string) => set(me(), act, action, null);

/** Takes up what this name confirmed on this machine and got no answer to. */
export function resume(): void {
  for (const [act, action] of allWaiting(kept, me())) {
    if (act && action && act in SEND) take(act as Act, action);
  }
}

function take<A extends Act>(act: A, action: string): void {
  const errand = outbox<Bodies[A]>(kept, me(), act, action).waiting();
  if (!errand || running.has(errand.key)) return;
  if (isFresh(errand, Date.now())) return void bring(act, errand);
  giveBack(act, errand, { state: "kept", form: errand.form ?? act, draft: errand.draft });
}

async function bring<A extends Act>(act: A, errand: Errand<Bodies[A]>): Promise<void> {
  const { action, by, draft, form = act, key } = errand;
  running.add(key);
  set(by, act, action, { state: "busy", form, draft });
  const sent = await deliver(errand, {
    send: SEND[act],
    wait: () => pause(EVERY),
    who: () => (standing.value === "in" ? (who.value?.username ?? null) : null),
    unanswered: () => set(by, act, action, { state: "retrying", form, draft }),
  });
  running.delete(key);
  if (sent?.state === "refused") {
    giveBack(act, errand, { state: "refused", form, draft, problem: sent.problem });
  } else if (sent) {
    outbox(kept, by, act, action).clear(errand);
    set(by, act, action, { state: "done", form, draft });
    announce(say(DONE[act]));
  }
}

const DONE = { tip: "tip.saved", update: "sent.done", outcome: "end.done" } as const;

/** Into its fields again, before it leaves the outbox. */
function giveBack<A extends Act>(act: A, errand: Errand<Bodies[A]>, standing: Standing): void {
  keepDraft(errand.by, `${standing.form}:${errand.action}`, errand.draft);
  outbox<Bodies[A]>(kept, errand.by, act, errand.action).clear(errand);
  set(errand.by, act, errand.action, standing);
}

function set(by: string, act: Act, action: string, standing: Standing | null): void {
  const name = `${by}:${act}:${action}`;
  const { [name]: _, ...others } = standings.value;
  standings.value = standing ? { ...others, [name]: standing } : others;
}

/** An outcome has no key of its own: a second one is refused. When the first one's answer was lost, that is success. */
async function endOnce(action: string, body: Outcome): Promise<unknown> {
  try {
    return await server.end(action, body);
  } catch (error) {
    if (!(error instanceof server.Problem) || error.status !== 409) throw error;
    const found = await server.action(action);
    if (found.result === body.result) return found;
    throw error;
  }
}
