import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SignedIn } from "../../src/api/types";
import { commandOf, send } from "../../src/control-room/commands/commands";
import { readDraft } from "../../src/control-room/commands/drafts";
import { sessionState, who } from "../../src/control-room/session";
import { storage } from "./fakes";

const OUTCOME = { result: "found", text: "zij is thuis" } as const;

/** A server that ended the action at the first call and whose answer was lost on its way. */
function lostAnswer(stands: { status: string; result: string | null }): string[] {
  const called: string[] = [];
  vi.stubGlobal("fetch", async (path: string, { method }: RequestInit) => {
    called.push(`${method} ${path}`);
    if (called.length === 1) throw new TypeError("lost");
    const [status, body] = method === "POST" ? [409, { title: "Conflict" }] : [200, stands];
    return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
  });
  return called;
}

async function end(action: string) {
  send("outcome", action, OUTCOME, { typed: OUTCOME.text });
  await vi.advanceTimersByTimeAsync(2_000);
  return commandOf("outcome", action);
}

describe("an outcome whose answer was lost", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("localStorage", storage());
    who.value = { username: "anna" } as SignedIn;
    sessionState.value = "in";
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("was given when the action has ended so", async () => {
    const called = lostAnswer({ status: "ended", result: "found" });
    expect((await end("girl"))?.state).toBe("done");
    expect(called).toEqual([
      "POST /v1/actions/girl/outcome",
      "POST /v1/actions/girl/outcome",
      "GET /v1/dispatch/actions/girl",
    ]);
  });

  it.each([
    { status: "ended", result: "not-found" },
    { status: "running", result: null },
  ])("is refused when it stands otherwise, and is in its fields again: %j", async (stands) => {
    lostAnswer(stands);
    const told = await end("girl");
    expect([told?.state, told?.problem?.status]).toEqual(["refused", 409]);
    expect(readDraft("anna", "outcome:girl", { typed: "" })).toEqual({ typed: OUTCOME.text });
  });
});

describe("three forms that send updates", () => {
  beforeEach(() => {
    vi.stubGlobal("localStorage", storage());
    who.value = { username: "anna" } as SignedIn;
    sessionState.value = "in";
  });
  afterEach(() => vi.unstubAllGlobals());

  const told = () =>
    ["update", "larger", "longer"].map((form) => commandOf("update", "girl", form)?.state ?? null);

  it.each([
    [201, "done"],
    [409, "refused"],
  ])("wait for each other, and each tells only how its own ended: %i", async (status, state) => {
    const answers: (() => void)[] = [];
    vi.stubGlobal("fetch", async () => {
      await new Promise<void>((answer) => answers.push(answer));
      return new Response("{}", { status, headers: { "Content-Type": "application/json" } });
    });
    send("update", "girl", { radius: 2_000 }, { radius: "2000" }, "larger");
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    expect(told()).toEqual(["busy", "busy", "busy"]);
    answers[0]?.();
    await vi.waitFor(() => expect(told()).toEqual([null, state, null]));
  });
});
