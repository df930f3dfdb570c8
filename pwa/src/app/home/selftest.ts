// "Stuur mij een proefbericht": asks for one and follows it, step by step, until it was shown on this phone.

import { signal } from "@preact/signals";
import { type Call, Problem } from "../../api/client";
import type { SelfTest } from "../../api/types";
import { sleep } from "../../device/async";

export type Trial =
  | { phase: "idle" | "asking" | "noChannel" | "failed" }
  | { phase: "waiting" | "late" | "done"; steps: SelfTest };

const EVERY = 1_000;
const LATE = 20;
const LAST = 120;
const NOTHING: SelfTest = { handedOverAt: null, acceptedAt: null, shownAt: null };

export const trial = signal<Trial>({ phase: "idle" });

let newest = 0;

/** One at a time: a message that is late may be given up for another. */
export async function runTrial(call: Call, wait = sleep): Promise<void> {
  if (trial.value.phase === "asking" || trial.value.phase === "waiting") return;
  const mine = ++newest;
  trial.value = { phase: "asking" };
  try {
    const { notice } = await call<{ notice: string }>("POST", "/v1/participants/me/self-tests");
    trial.value = { phase: "waiting", steps: NOTHING };
    for (let second = 1; second <= LAST; second++) {
      await wait(EVERY);
      // A second without an answer says nothing about the message.
      const steps = await call<SelfTest>("GET", `/v1/participants/me/self-tests/${notice}`).catch(() => null);
      if (mine !== newest) return;
      if (steps?.shownAt) {
        trial.value = { phase: "done", steps };
        return;
      }
      if (steps || second >= LATE) {
        const known: SelfTest = steps ?? ("steps" in trial.value ? trial.value.steps : NOTHING);
        trial.value = { phase: second >= LATE ? "late" : "waiting", steps: known };
      }
    }
  } catch (error) {
    trial.value = { phase: error instanceof Problem && error.status === 409 ? "noChannel" : "failed" };
  }
}
