// @vitest-environment happy-dom
import { renderHook } from "@testing-library/preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Problem, Unreachable } from "../../src/api/client";
import { usePreview } from "../../src/control-room/live/usePreview";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("a preview that got no answer is asked for again until it comes", async () => {
  const ask = vi.fn(async () => "as it will be sent");
  ask.mockRejectedValueOnce(new Unreachable("restarting"));
  const { result } = renderHook(() => usePreview({ radius: 2_000 }, ask));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(result.current).toMatchObject({ value: null, failed: true });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(result.current).toMatchObject({ value: "as it will be sent", failed: false, current: true });
});

it("a preview that was refused is not", async () => {
  const ask = vi.fn().mockRejectedValue(new Problem(404, "gone"));
  renderHook(() => usePreview({ radius: 2_000 }, ask));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ask).toHaveBeenCalledTimes(1);
});
