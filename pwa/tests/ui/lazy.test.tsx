// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Unreadable } from "../../src/app/Unreadable";
import { lazy } from "../../src/ui/lazy";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const Part = () => <h1>Er is iets</h1>;

/** A part whose file comes, or does not, when told to. */
function fetched() {
  const asked: { come: () => void; fail: () => void }[] = [];
  const Shown = lazy(
    () =>
      new Promise<typeof Part>((resolve, reject) => {
        asked.push({ come: () => resolve(Part), fail: () => reject(new TypeError("fetch")) });
      }),
  );
  return { asked, ...render(<Shown />) };
}

const passes = (milliseconds: number) =>
  act(async () => void (await vi.advanceTimersByTimeAsync(milliseconds)));

describe("a part that is fetched when it is shown", () => {
  it("that comes at once does not flash", async () => {
    const { asked, container, queryByText } = fetched();
    await passes(399);
    expect(container.textContent).toBe("");
    asked[0]?.come();
    await passes(1_000);
    expect(queryByText("Er is iets")).not.toBeNull();
    expect(queryByText("Even geduld")).toBeNull();
  });

  it("that is late says so, in a place a screen reader was told of before", async () => {
    const { asked, getByRole, queryByRole } = fetched();
    await passes(0);
    const status = getByRole("status");
    expect(status.textContent).toBe("");
    await passes(400);
    expect([getByRole("status"), status.textContent]).toEqual([status, "Even geduld"]);
    asked[0]?.come();
    await passes(0);
    expect([queryByRole("status"), getByRole("heading").textContent]).toEqual([null, "Er is iets"]);
  });

  it("that does not come says so, and is fetched again by one tap", async () => {
    const { asked, getByRole, queryByRole } = fetched();
    await passes(0);
    asked[0]?.fail();
    await passes(0);
    expect(getByRole("alert").textContent).toBe("Dit deel van de app laadt niet.");
    fireEvent.click(getByRole("button"));
    await passes(400);
    expect([queryByRole("alert"), getByRole("status").textContent]).toEqual([null, "Even geduld"]);
    asked[1]?.come();
    await passes(0);
    expect(getByRole("heading").textContent).toBe("Er is iets");
  });

  it("that fails again has the whole page loaded anew by the next tap", async () => {
    const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
    const { asked, getByRole } = fetched();
    for (const time of [0, 1]) {
      await passes(0);
      asked[time]?.fail();
      await passes(0);
      expect(reload).not.toHaveBeenCalled();
      fireEvent.click(getByRole("button"));
    }
    expect(reload).toHaveBeenCalledTimes(1);
    expect(asked).toHaveLength(2);
  });
});

it.each([
  ["failed", "Probeer het opnieuw."],
  ["blocked", "Burgernet staat nog open in een ander venster."],
] as const)("storage that can't be read (%s) is told, with a way to try again", async (why, words) => {
  let tried = () => undefined as unknown;
  const onRetry = () =>
    new Promise<void>((resolve) => {
      tried = () => resolve();
    });
  const { getByRole, container } = render(<Unreadable why={why} onRetry={onRetry} />);
  expect(container.textContent).toContain(words);
  expect(container.textContent).toContain("Doet u mee met Burgernet? Dan blijft dat zo.");
  fireEvent.click(getByRole("button", { name: "Probeer opnieuw" }));
  await passes(0);
  expect(getByRole("button").getAttribute("aria-disabled")).toBe("true");
  tried();
  await passes(0);
  expect(getByRole("button").textContent).toBe("Probeer opnieuw");
});
