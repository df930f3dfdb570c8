import { expect, it } from "vitest";
import { attempt, backOff, TooLate, withTimeout } from "../../src/device/async";

it("waits no longer than it was told", async () => {
  await expect(withTimeout(1, new Promise(() => undefined))).rejects.toBeInstanceOf(TooLate);
  await expect(withTimeout(1_000, Promise.resolve(7))).resolves.toBe(7);
});

it("backs off by doubling up to a minute, spread over the upper half", () => {
  const low = [1, 2, 3, 6, 7, 20].map((attempt) => backOff(attempt, { random: () => 0 }));
  const high = [1, 2, 3, 6, 7, 20].map((attempt) => backOff(attempt, { random: () => 1 }));
  expect(low).toEqual([500, 1_000, 2_000, 16_000, 30_000, 30_000]);
  expect(high).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
});

it("gives undefined for what fails, at once or later, or takes too long", async () => {
  const throws = () => {
    throw new Error("blocked");
  };
  expect(await attempt(1_000, async () => 7)).toBe(7);
  expect(await attempt(1_000, throws)).toBeUndefined();
  expect(await attempt(1_000, () => Promise.reject(new Error("later")))).toBeUndefined();
  expect(await attempt(1, () => new Promise(() => undefined))).toBeUndefined();
});
