import { describe, expect, it } from "vitest";
import { later, minutesLeft, nudge } from "../../src/control-room/live/reminders";
import { orderSaid, rows } from "../../src/control-room/live/ring-rows";
import { throttle } from "../../src/control-room/live/throttle";
import { passed, short } from "../../src/i18n/format";

const START = "2026-11-24T15:00:00Z";
const at = (seconds: number) => new Date(Date.parse(START) + seconds * 1000);
const ring = (from: number, to: number, selected = 10, handedOver = 0) => ({
  from,
  to,
  selected,
  handedOver,
  shown: 0,
});

describe("the rings", () => {
  it("stand outermost first, numbered by distance", () => {
    const read = rows([ring(0, 400), ring(800, 1200), ring(400, 800)]);
    expect(read.map(({ number, to }) => [number, to])).toEqual([
      [1, 1200],
      [2, 800],
      [3, 400],
    ]);
  });
});

describe("the sentence about the order", () => {
  const order = (inversions = 0, overtaken = 0) => ({ window: 36, inversions, overtaken });
  it("says that the farthest came first", () => {
    expect(orderSaid(order(), 700)).toEqual({ key: "order.kept", window: 36 });
  });
  it("names whoever was passed by another push service", () => {
    expect(orderSaid(order(0, 4), 700)).toEqual({ key: "order.lagged", overtaken: 4, window: 36 });
  });
  it("hides no inversion behind it", () => {
    expect(orderSaid(order(2, 4), 700)).toEqual({ key: "order.broken", inversions: 2 });
  });
  it("claims nothing when nobody was asked", () => {
    expect(orderSaid(order(), 0)).toEqual({ key: "order.none" });
  });
});

describe("the time since the start", () => {
  it.each([
    [0, "0 s"],
    [47.9, "47 s"],
    [67, "1 min 07 s"],
    [3600 + 5 * 60, "1 u 05 min"],
  ])("%s seconds is %s", (seconds, said) => {
    expect(short(passed(START, at(seconds)))).toBe(said);
  });
  it("never counts backwards when clocks differ", () => {
    expect(short(passed(START, at(-3)))).toBe("0 s");
  });
});

describe("the reminder", () => {
  const action = {
    startedAt: START,
    expiresAt: at(7200).toISOString(),
    laterUntil: null as number | null,
  };
  it.each([
    [1799, null],
    [1800, "long"],
    [7200 - 301, "long"],
    [7200 - 300, "expiring"],
    [7200, "expired"],
  ])("after %s seconds is %s", (seconds, due) => {
    expect(nudge(action, at(seconds))).toBe(due);
  });
  it("leaves the dispatcher alone for half an hour when asked to", () => {
    const put = { ...action, laterUntil: later(at(1800)) };
    expect(nudge(put, at(3599))).toBe(null);
    expect(nudge(put, at(3600))).toBe("long");
  });
  it("cannot be put off once the action has expired", () => {
    expect(nudge({ ...action, laterUntil: later(at(7000)) }, at(7200))).toBe("expired");
  });
  it("counts the minutes that are left upwards", () => {
    expect(minutesLeft(action.expiresAt, at(7200 - 61))).toBe(2);
    expect(minutesLeft(action.expiresAt, at(7300))).toBe(0);
  });
});

describe("what a screen reader is told", () => {
  it("is told at once the first time, then at most once in ten seconds", () => {
    const first = throttle(null, "10 van 700", 0);
    expect(first.text).toBe("10 van 700");
    const early = throttle(first, "300 van 700", 9_999);
    expect(early.text).toBe("10 van 700");
    expect(throttle(early, "700 van 700", 10_000).text).toBe("700 van 700");
  });
  it("is not repeated while nothing changes", () => {
    const first = throttle(null, "700 van 700", 0);
    expect(throttle(first, "700 van 700", 60_000)).toBe(first);
  });
});
