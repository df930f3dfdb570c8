// @vitest-environment happy-dom
import { renderHook } from "@testing-library/preact";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Problem, Unreachable } from "../../src/api/client";
import { PREVIEW } from "../../src/control-room/live/preview";
import { useQuery } from "../../src/ui/useQuery";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("a preview that got no answer is asked for again until it comes", async () => {
  const ask = vi.fn(async () => "as it will be sent");
  ask.mockRejectedValueOnce(new Unreachable("restarting"));
  const { result } = renderHook(() => useQuery({ radius: 2_000 }, ask, PREVIEW));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(result.current).toMatchObject({ value: null, silent: true });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(result.current).toMatchObject({ value: "as it will be sent", silent: false, busy: false });
});

it("a preview that was refused is not", async () => {
  const ask = vi.fn().mockRejectedValue(new Problem(404, "gone"));
  renderHook(() => useQuery({ radius: 2_000 }, ask, PREVIEW));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(ask).toHaveBeenCalledTimes(1);
});
