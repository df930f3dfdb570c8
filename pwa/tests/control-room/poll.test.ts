// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { OLD, type Pace, type Polled, poll, UNSEEN } from "../../src/control-room/data/poll";

interface Asked {
  tag: string | null;
}

/** A server whose answer can change, fail or hang; the page can be out of sight. */
function world() {
  const asked: Asked[] = [];
  const state = {
    answer: "one",
    way: "right" as "right" | "down" | "refuses",
    hidden: false,
    out: false,
    asked,
  };
  const around = {
    now: () => Date.now(),
    hidden: () => state.hidden,
    out: () => state.out,
    fetch: async (_: unknown, options?: RequestInit) => {
      const tag = new Headers(options?.headers).get("If-None-Match");
      asked.push({ tag });
      if (state.way === "down") throw new TypeError("no network");
      if (state.way === "refuses") return new Response("{}", { status: 404 });
      if (tag === state.answer) return new Response(null, { status: 304 });
      return new Response(JSON.stringify({ said: state.answer }), { headers: { ETag: state.answer } });
    },
  };
  return { state, around };
}

let stop = () => {};
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

function watch(around: ReturnType<typeof world>["around"], pace: Pace = {}) {
  const told: Polled<{ said: string }>[] = [];
  ({ stop } = poll<{ said: string }>("/x", (now) => told.push(now), pace, around));
  return told;
}

it("asks once a second and tells only what changed", async () => {
  const { state, around } = world();
  const told = watch(around);
  await vi.advanceTimersByTimeAsync(3_500);
  expect(state.asked.map(({ tag }) => tag)).toEqual([null, "one", "one", "one"]);
  state.answer = "two";
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told.map(({ value }) => value?.said)).toEqual(["one", "two"]);
});

it("says after five seconds that what it told is old, and stops saying so at the next answer", async () => {
  const { state, around } = world();
  const told = watch(around);
  await vi.advanceTimersByTimeAsync(100);
  state.way = "down";
  await vi.advanceTimersByTimeAsync(OLD);
  expect(told.at(-1)?.old).toBe(false);
  await vi.advanceTimersByTimeAsync(1_100);
  expect(told.at(-1)).toMatchObject({ old: true, value: { said: "one" } });
  state.way = "right";
  await vi.advanceTimersByTimeAsync(1_100);
  expect(told.at(-1)).toMatchObject({ old: false, value: { said: "one" } });
});

it("asks nothing while nobody looks, and at once when somebody does", async () => {
  const { state, around } = world();
  watch(around);
  await vi.advanceTimersByTimeAsync(500);
  state.hidden = true;
  await vi.advanceTimersByTimeAsync(60_000);
  const before = state.asked.length;
  expect(before).toBe(1);
  state.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(1);
  expect(state.asked.length).toBe(before + 1);
});

it("what must not be missed is asked for slowly while nobody looks, and at once when somebody does", async () => {
  const { state, around } = world();
  const told = watch(around, { unseen: UNSEEN });
  await vi.advanceTimersByTimeAsync(1_500);
  state.hidden = true;
  // The question that was due already is still asked.
  await vi.advanceTimersByTimeAsync(1_000);
  const before = state.asked.length;
  state.answer = "two";
  await vi.advanceTimersByTimeAsync(4 * UNSEEN);
  expect(state.asked.length).toBe(before + 4);
  expect(told.map(({ value, old }) => [value?.said, old])).toEqual([
    ["one", false],
    ["two", false],
  ]);
  state.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(2_500);
  expect(state.asked.length).toBe(before + 4 + 3);
});

it("out of sight a question without an answer says that what was told is old", async () => {
  const { state, around } = world();
  const told = watch(around, { unseen: UNSEEN });
  await vi.advanceTimersByTimeAsync(500);
  state.hidden = true;
  await vi.advanceTimersByTimeAsync(UNSEEN);
  state.way = "down";
  await vi.advanceTimersByTimeAsync(2 * UNSEEN);
  expect(told.at(-1)?.old).toBe(true);
});

it("asks nothing while nobody is signed in, seen or unseen", async () => {
  const { state, around } = world();
  watch(around, { unseen: UNSEEN });
  await vi.advanceTimersByTimeAsync(500);
  state.out = true;
  await vi.advanceTimersByTimeAsync(60_000);
  state.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state.asked.length).toBe(1);
});

it("a refusal is told, and what stood there stays", async () => {
  const { state, around } = world();
  const told = watch(around);
  await vi.advanceTimersByTimeAsync(100);
  state.way = "refuses";
  await vi.advanceTimersByTimeAsync(1_000);
  expect(told.at(-1)).toMatchObject({ refused: 404, value: { said: "one" } });
});

it("stops", async () => {
  const { state, around } = world();
  watch(around);
  await vi.advanceTimersByTimeAsync(100);
  stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(state.asked.length).toBe(1);
});
