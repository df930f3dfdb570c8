// How long a push may take, whatever never answers: the browser ends a worker that takes too long, iOS without showing.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Store } from "../../src/device/store";
import type { WorkerContext } from "../../src/worker/context";
import { push } from "../../src/worker/push";
import { ACTION, ALERT, pushed, pushedOutcome } from "../examples";
import { fire, pushEvent, surroundings } from "./scope";

const ALL = 4_000;
const SHOWN = 3_000;

const never = () => new Promise<never>(() => undefined);
const silent: Partial<Store> = { get: never, set: never, list: never, drop: never };

type Around = ReturnType<typeof surroundings>;

const HANGING: [string, (around: Around) => WorkerContext][] = [
  ["nothing", ({ world }) => world],
  ["storage", ({ world }) => ({ ...world, store: { ...world.store, ...silent } })],
  ["storage that is to keep", ({ world }) => ({ ...world, store: { ...world.store, set: never } })],
  [
    "the list of notifications",
    ({ world, scope }) => {
      scope.registration.getNotifications = never;
      return world;
    },
  ],
  [
    "the list of pages",
    ({ world, scope }) => {
      scope.clients.matchAll = never;
      return world;
    },
  ],
  [
    "kept images",
    ({ world, caches }) => {
      caches.match = never;
      return world;
    },
  ],
  ["the network", ({ world }) => ({ ...world, call: never })],
  [
    "all of these, and the full notification",
    ({ world, scope, caches, state }) => {
      scope.registration.getNotifications = never;
      scope.clients.matchAll = never;
      caches.match = never;
      state.hangs = ({ renotify }) => renotify !== undefined;
      return { ...world, call: never, store: { ...world.store, ...silent } };
    },
  ],
];

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Whether it is over. */
function over(done: Promise<unknown>): { yet: boolean } {
  const state = { yet: false };
  done.then(() => {
    state.yet = true;
  });
  return state;
}

describe("a push is shown within three seconds and done within four", () => {
  it.each(HANGING)("although %s does not answer", async (_, hang) => {
    const around = surroundings();
    const world = hang(around);
    const end = over(fire(push(world), pushEvent(pushed())));
    await vi.advanceTimersByTimeAsync(SHOWN);
    expect(around.open().map(({ title }) => title)).toEqual(["Meisje van 6 vermist"]);
    await vi.advanceTimersByTimeAsync(ALL - SHOWN);
    expect(end.yet).toBe(true);
  });

  it.each(HANGING)(
    "also the second of two at once, in their order, although %s does not answer",
    async (_, hang) => {
      const around = surroundings();
      const handler = push(hang(around));
      const first = over(fire(handler, pushEvent(pushed())));
      const second = over(fire(handler, pushEvent(pushedOutcome())));
      await vi.advanceTimersByTimeAsync(SHOWN);
      expect(around.open().at(-1)?.title).toBe("Afloop: vermist kind");
      await vi.advanceTimersByTimeAsync(ALL - SHOWN);
      expect([first.yet, second.yet]).toEqual([true, true]);
    },
  );

  it("although the browser never says it has shown anything", async () => {
    const around = surroundings();
    around.state.hangs = () => true;
    const handler = push(around.world);
    const ends = [over(fire(handler, pushEvent(pushed()))), over(fire(handler, pushEvent(pushedOutcome())))];
    await vi.advanceTimersByTimeAsync(SHOWN);
    expect(around.steps).toContain("show Afloop: vermist kind");
    await vi.advanceTimersByTimeAsync(ALL - SHOWN);
    expect(ends.map(({ yet }) => yet)).toEqual([true, true]);
    expect(around.server.asked).toEqual([]);
  });
});

it("a push is receipted in that time although the storage that is to keep it never answers", async () => {
  const around = surroundings();
  fire(push({ ...around.world, store: { ...around.world.store, set: never } }), pushEvent(pushed()));
  await vi.advanceTimersByTimeAsync(ALL);
  expect(around.server.asked.map(({ body }) => body)).toEqual([{ notice: ALERT, state: "shown" }]);
});

describe("a receipt for which there was no time", () => {
  it("stays kept, and leaves with the next push", async () => {
    const around = surroundings();
    let answers = false;
    const call: WorkerContext["call"] = (...asked) => (answers ? around.world.call(...asked) : never());
    const handler = push({ ...around.world, call });
    const end = over(fire(handler, pushEvent(pushed())));
    await vi.advanceTimersByTimeAsync(ALL);
    expect(end.yet).toBe(true);
    expect(await around.store.get(`receipt:${ALERT}:shown`)).toMatchObject({ sent: false });
    answers = true;
    await fire(handler, pushEvent(pushed({ tag: "other" }, { action: "other", notice: "n2" })));
    expect(around.server.asked.map(({ body }) => body)).toEqual([
      { notice: "n2", state: "shown" },
      { notice: ALERT, state: "shown" },
    ]);
    expect(around.open().map(({ tag }) => tag)).toEqual([ACTION, "other"]);
  });
});
