// What was confirmed for an action is brought to the server here, whichever screen is open: tips, additions, outcomes.
// Screens put it in and read how it stands; started once by Desk, which takes up what an earlier page left.

import { signal } from "@preact/signals";
import type { ActionUpdate, Outcome, TipNoted } from "../../api/types";
import { sleep } from "../../device/async";
import { t } from "../../i18n/room";
import { announce } from "../../ui/LiveRegion";
import * as server from "../server";
import { kept, sessionState, who } from "../session";
import { dropDraft, keepDraft } from "./drafts";
import { allWaiting, type Command, deliver, isFresh, queue } from "./queue";

export interface Bodies {
  tip: TipNoted;
  update: ActionUpdate;
  outcome: Outcome;
}
export type Act = keyof Bodies;

/** kept: confirmed long ago and never answered; it stands in its fields again. */
export interface CommandState {
  state: "busy" | "retrying" | "done" | "refused" | "kept";
  /** Whose it is: what became of an addition is not what became of a larger area. */
  form: string;
  draft: object;
  problem?: server.Problem;
}

const SEND: { [A in Act]: (command: Command<Bodies[A]>) => Promise<unknown> } = {
  tip: ({ action, body, key }) => server.noteTip(action, body, key),
  update: ({ action, body, key }) => server.update(action, body, key),
  outcome: ({ action, body }) => endOnce(action, body),
};
const EVERY = 1_500;

const states = signal<Record<string, CommandState>>({});
const running = new Set<string>();

const me = () => who.value?.username ?? "";

/** As `form` may tell it: while another form's waits for its answer nothing can be sent, how that one ended is not its. */
export function commandOf(act: Act, action: string, form: string = act): CommandState | null {
  const state = states.value[`${me()}:${act}:${action}`] ?? null;
  return state?.form === form || isUnderWay(state) ? state : null;
}

/** Whether it waits for an answer: until then nothing else of its kind is sent. */
export const isUnderWay = (state: CommandState | null) =>
  state?.state === "busy" || state?.state === "retrying";

/** Who confirmed something that waits for its answer. Once they have signed out, it is kept in this page alone. */
export const awaited = (): string[] =>
  Object.entries(states.value)
    .filter(([, state]) => isUnderWay(state))
    .map(([name]) => name.split(":").slice(0, -2).join(":"));

/** Moves what was typed from its draft to the queue, and sends it. `form` is whose draft it is: three send updates. */
export function send<A extends Act>(
  act: A,
  action: string,
  body: Bodies[A],
  draft: object,
  form: string = act,
): void {
  const command = queue<Bodies[A]>(kept, me(), act, action).put(body, draft, form);
  dropDraft(`${form}:${action}`);
  void bring(act, command);
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
  const command = queue<Bodies[A]>(kept, me(), act, action).waiting();
  if (!command || running.has(command.key)) return;
  if (isFresh(command, Date.now())) return void bring(act, command);
  giveBack(act, command, { state: "kept", form: command.form ?? act, draft: command.draft });
}

async function bring<A extends Act>(act: A, command: Command<Bodies[A]>): Promise<void> {
  const { action, by, draft, form = act, key } = command;
  running.add(key);
  set(by, act, action, { state: "busy", form, draft });
  const sent = await deliver(command, {
    send: SEND[act],
    wait: () => sleep(EVERY),
    who: () => (sessionState.value === "in" ? (who.value?.username ?? null) : null),
    unanswered: () => set(by, act, action, { state: "retrying", form, draft }),
  });
  running.delete(key);
  if (sent?.state === "refused") {
    giveBack(act, command, { state: "refused", form, draft, problem: sent.problem });
  } else if (sent) {
    queue(kept, by, act, action).clear(command);
    set(by, act, action, { state: "done", form, draft });
    announce(t(DONE[act]));
  }
}

const DONE = { tip: "tip.saved", update: "sent.done", outcome: "end.done" } as const;

/** Into its fields again, before it leaves the queue. */
function giveBack<A extends Act>(act: A, command: Command<Bodies[A]>, state: CommandState): void {
  keepDraft(command.by, `${state.form}:${command.action}`, command.draft);
  queue<Bodies[A]>(kept, command.by, act, command.action).clear(command);
  set(command.by, act, command.action, state);
}

function set(by: string, act: Act, action: string, state: CommandState | null): void {
  const name = `${by}:${act}:${action}`;
  const { [name]: _, ...others } = states.value;
  states.value = state ? { ...others, [name]: state } : others;
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
