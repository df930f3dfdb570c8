import { beforeEach, describe, expect, it } from "vitest";
import { Unreachable } from "../../src/api/client";
import { runTrial, trial } from "../../src/app/home/selftest";
import { fakeServer, refusal } from "../fakes";

const ASK = "POST /v1/participants/me/self-tests";
const LOOK = "GET /v1/participants/me/self-tests/n";
const AT = "2026-03-02T15:00:00Z";
const nothing = { handedOverAt: null, acceptedAt: null, shownAt: null };
const atOnce = async () => {};

beforeEach(() => {
  trial.value = { phase: "idle" };
});

describe("the self-test", () => {
  it("follows the message until it was shown", async () => {
    const answers = [
      nothing,
      { ...nothing, handedOverAt: AT },
      { handedOverAt: AT, acceptedAt: AT, shownAt: null },
      { handedOverAt: AT, acceptedAt: AT, shownAt: AT },
    ];
    const seen: unknown[] = [];
    const { call } = fakeServer({
      [ASK]: { notice: "n" },
      [LOOK]: () => {
        seen.push(trial.value);
        return answers.shift();
      },
    });
    await runTrial(call, atOnce);
    expect(trial.value).toMatchObject({ phase: "done", steps: { shownAt: AT } });
    expect(seen.at(-1)).toMatchObject({ phase: "waiting", steps: { acceptedAt: AT } });
  });

  it("says after a while that nothing was shown, and still waits", async () => {
    let asked = 0;
    const { call } = fakeServer({
      [ASK]: { notice: "n" },
      [LOOK]: () => (++asked === 30 ? { ...nothing, shownAt: AT } : { ...nothing, handedOverAt: AT }),
    });
    const phases: string[] = [];
    await runTrial(call, async () => void phases.push(trial.value.phase));
    expect(phases[19]).toBe("waiting");
    expect(phases[20]).toBe("late");
    expect(trial.value.phase).toBe("done");
  });

  it("gives up in the end", async () => {
    const { call } = fakeServer({ [ASK]: { notice: "n" }, [LOOK]: nothing });
    await runTrial(call, atOnce);
    expect(trial.value.phase).toBe("late");
  });

  it("is not put off by an answer that gets lost", async () => {
    let first = true;
    const { call } = fakeServer({
      [ASK]: { notice: "n" },
      [LOOK]: () => {
        if (!first) return { ...nothing, shownAt: AT };
        first = false;
        throw new Unreachable();
      },
    });
    await runTrial(call, atOnce);
    expect(trial.value.phase).toBe("done");
  });

  it.each([
    [refusal(409), "noChannel"],
    [refusal(503), "failed"],
    [new Unreachable(), "failed"],
  ])("that can't begin says why (%s)", async (error, phase) => {
    const { call } = fakeServer({
      [ASK]: () => {
        throw error;
      },
    });
    await runTrial(call, atOnce);
    expect(trial.value.phase).toBe(phase);
  });
});
