import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Unreachable } from "../../src/api/client";
import { putPhoto } from "../../src/control-room/server";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

// The clock of the test stands still for the browser's own deadline.
vi.spyOn(AbortSignal, "timeout").mockImplementation((milliseconds) => {
  const limit = new AbortController();
  setTimeout(() => limit.abort(), milliseconds);
  return limit.signal;
});

it("a photo on a dead line is given up after a minute, so that it can be sent again", async () => {
  vi.stubGlobal(
    "fetch",
    (_: string, { signal }: { signal: AbortSignal }) =>
      new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  const told = vi.fn();
  void putPhoto("girl", new Blob(["x"], { type: "image/png" })).catch(told);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(told).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told).toHaveBeenCalledWith(expect.any(Unreachable));
});
