import { beforeEach, expect, it } from "vitest";
import { deviation, learn, now, set } from "../../src/api/server-time";

const DAY = 86_400_000;

beforeEach(() => set(0));

it("a clock a day fast is set right by the first answer", () => {
  const local = Date.parse("2026-03-03T15:00:00Z");
  learn("Mon, 02 Mar 2026 15:00:00 GMT", local - 100, local + 100);
  expect(deviation()).toBe(DAY);
  expect(now(local).toISOString()).toBe("2026-03-02T15:00:00.000Z");
});

it("half a minute is no deviation: the header counts seconds and travels", () => {
  const local = Date.parse("2026-03-02T15:00:20Z");
  expect(learn("Mon, 02 Mar 2026 15:00:00 GMT", local, local)).toBe(0);
});

it("an answer that took too long teaches nothing", () => {
  const local = Date.parse("2026-03-03T15:00:00Z");
  expect(learn("Mon, 02 Mar 2026 15:00:00 GMT", local - 40_000, local)).toBe(0);
});

it("no header or a broken one teaches nothing", () => {
  expect(learn(null, 0, 0)).toBe(0);
  expect(learn("yesterday", 0, 0)).toBe(0);
});

it.each([null, undefined, "x", Number.NaN, Number.POSITIVE_INFINITY, 1e300, 7n, {}])(
  "%s kept for a deviation is none",
  (odd) => {
    set(odd as number);
    expect(deviation()).toBe(0);
    expect(() => now().toISOString()).not.toThrow();
  },
);
