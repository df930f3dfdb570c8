// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from "vitest";
import type { Action, ActionStart } from "../../src/api/types";
import { type Around, send, sending } from "../../src/control-room/commands/start-command";
import { Problem, Unreachable } from "../../src/control-room/server";
import { sessionState, who } from "../../src/control-room/session";
import { begun, change, discard, draft, followTabs, open } from "../../src/control-room/start/draft";

const NOW = new Date("2026-03-02T14:46:00Z");
const later = (hours: number) => new Date(+NOW + hours * 3_600_000);
const BODY = { kind: "other", radius: 900, description: { summary: "Wilt u uitkijken?" } } as ActionStart;
const ACTION = { id: "started" } as Action;

/** A server that answers these, one after the other; whatever was asked of it. */
function around(...answers: (Action | Error)[]): Around & { asked: [ActionStart, string][] } {
  const asked: [ActionStart, string][] = [];
  return {
    asked,
    start: async (body, key) => {
      asked.push([body, key]);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      // Refused, not lost: a test that asks too often ends.
      if (!answer) throw new Problem(404, "nothing left");
      return answer;
    },
    rest: async () => undefined,
    signedIn: async () => undefined,
    now: () => NOW,
  };
}

beforeEach(() => {
  localStorage.clear();
  sending.value = { state: "idle" };
  who.value = { username: "a", role: "dispatcher", region: "Fryslân" };
  sessionState.value = "in";
  open("a", NOW);
});

it("what was typed, and the key it will be sent under, are there after a reload", () => {
  change({ kind: "robbery", sought: "Delft" }, NOW);
  const { key } = draft.value;
  open("a", later(1));
  expect(draft.value).toMatchObject({ kind: "robbery", sought: "Delft", key });
});

it("a draft belongs to a name: keys count per name", () => {
  change({ kind: "robbery" }, NOW);
  const { key } = draft.value;
  open("b", NOW);
  expect(draft.value.kind).toBe("");
  expect(draft.value.key).not.toBe(key);
});

it("after a day, when the server has forgotten its key, nothing is left of it", () => {
  change({ kind: "robbery", sent: { body: BODY, at: NOW.toISOString() } }, NOW);
  const { key } = draft.value;
  open("a", later(23));
  expect(draft.value).toMatchObject({ kind: "robbery", key });
  open("a", later(24));
  expect(begun(draft.value)).toBe(false);
  expect(draft.value.sent).toBe(null);
  expect(draft.value.key).not.toBe(key);
});

it("what another program left in the draft's place is no draft", () => {
  localStorage.setItem("burgernet.room.report:a", "{nonsense");
  open("a", NOW);
  expect(begun(draft.value)).toBe(false);
});

it("a browser that keeps nothing still takes a report", () => {
  const full = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new Error("full");
  });
  change({ kind: "robbery" }, NOW);
  full.mockRestore();
  expect(draft.value.kind).toBe("robbery");
});

it("before it leaves, what is sent stands in the browser", async () => {
  change({ kind: "other" }, NOW);
  const { key } = draft.value;
  const world = around(ACTION);
  const start = world.start;
  world.start = async (...asked) => {
    const kept = JSON.parse(localStorage.getItem("burgernet.room.report:a") ?? "{}");
    expect(kept).toMatchObject({ key, sent: { body: BODY } });
    return start(...asked);
  };
  expect(await send(BODY, world)).toBe(ACTION);
});

it("a lost answer is asked for again with the same key and the same body", async () => {
  change({ kind: "other" }, NOW);
  const { key } = draft.value;
  const world = around(new Unreachable("cut"), new Problem(503, "busy"), new Problem(401, "ended"), ACTION);
  expect(await send(BODY, world)).toBe(ACTION);
  expect(world.asked).toEqual(Array(4).fill([BODY, key]));
});

it("after the answer the draft goes, and the next one has another key", async () => {
  change({ kind: "other" }, NOW);
  const { key } = draft.value;
  await send(BODY, around(ACTION));
  expect(begun(draft.value)).toBe(false);
  expect(draft.value.key).not.toBe(key);
  expect(localStorage.length).toBe(0);
});

it("a second press while it is under way asks nothing", async () => {
  const world = around(ACTION);
  const [first, second] = await Promise.all([send(BODY, world), send(BODY, world)]);
  expect([first, second]).toEqual([ACTION, null]);
  expect(world.asked).toHaveLength(1);
});

it("what was sent and not answered is never replaced by something else", async () => {
  change({ sent: { body: BODY, at: NOW.toISOString() } }, NOW);
  const world = around(ACTION);
  await send({ ...BODY, radius: 5_000 }, world);
  expect(world.asked[0]?.[0]).toEqual(BODY);
});

it("a refusal gives the form back, under the same key", async () => {
  change({ kind: "other" }, NOW);
  const { key } = draft.value;
  const problem = new Problem(422, "refused", [{ field: "radius", code: "radius-limits" }]);
  expect(await send(BODY, around(problem))).toBeNull();
  expect(sending.value).toEqual({ state: "refused", problem });
  expect(draft.value).toMatchObject({ kind: "other", key, sent: null });
});

it("whoever signs in meanwhile under another name does not start it a second time", async () => {
  const world = around(new Unreachable("cut"), ACTION);
  world.signedIn = async () => {
    who.value = { username: "b", role: "dispatcher", region: "Fryslân" };
  };
  expect(await send(BODY, world)).toBeNull();
  expect(world.asked).toHaveLength(1);
});

it("an answer that comes when somebody else works here leaves both drafts alone", async () => {
  change({ kind: "other" }, NOW);
  const world = around();
  world.start = async () => {
    who.value = { username: "b", role: "dispatcher", region: "Fryslân" };
    open("b", NOW);
    change({ kind: "theft" }, NOW);
    return ACTION;
  };
  expect(await send(BODY, world)).toBeNull();
  expect(draft.value.kind).toBe("theft");
  open("a", NOW);
  expect(draft.value.sent?.body).toEqual(BODY);
});

it("a draft that was thrown away is gone from the browser", () => {
  change({ kind: "other" }, NOW);
  discard(NOW);
  expect(localStorage.length).toBe(0);
});

it("what another tab sent leaves this one too, unless it is the one that sends", () => {
  let busy = false;
  const stop = followTabs(() => busy);
  const another = (kept: object | null) => {
    if (kept)
      localStorage.setItem("burgernet.room.report:a", JSON.stringify({ ...kept, by: "a", at: Date.now() }));
    else localStorage.removeItem("burgernet.room.report:a");
    dispatchEvent(new StorageEvent("storage", { key: "burgernet.room.report:a" }));
  };
  change({ kind: "other" });
  another({ ...draft.value, sent: { body: BODY, at: NOW.toISOString() } });
  expect(draft.value.sent?.body).toEqual(BODY);
  another(null);
  expect(begun(draft.value)).toBe(false);
  busy = true;
  another({ ...draft.value, kind: "theft" });
  expect(draft.value.kind).toBe("");
  stop();
});

it("throwing a draft away leaves what another tab began meanwhile", () => {
  change({ kind: "other" }, NOW);
  localStorage.setItem(
    "burgernet.room.report:a",
    JSON.stringify({ ...draft.value, key: "next", kind: "theft", by: "a", at: +NOW }),
  );
  discard(NOW);
  open("a", NOW);
  expect(draft.value.kind).toBe("theft");
});
