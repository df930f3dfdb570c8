// How long a push may take, whatever never answers: the browser ends a worker that takes too long, iOS without showing.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Store } from "../../src/shared/store";
import { push } from "../../src/worker/push";
import type { World } from "../../src/worker/world";
import { ACTION, ALERT, pushed, pushedOutcome } from "../shared/examples";
import { fire, pushEvent, surroundings } from "./scope";

const ALL = 4_000;
const SHOWN = 3_000;

const never = () => new Promise<never>(() => undefined);
const silent: Partial<Store> = { get: never, set: never, list: never, drop: never };

type Around = ReturnType<typeof surroundings>;

const HANGING: [string, (around: Around) => World][] = [
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

/** When, in milliseconds from now, it was over; undefined: not within ten seconds. */
async function over(done: Promise<unknown>): Promise<number | undefined> {
  const start = Date.now();
  let at: number | undefined;
  done.then(() => {
    at = Date.now() - start;
  });
  await vi.advanceTimersByTimeAsync(10_000);
  return at;
}

describe("a push is shown within three seconds and done within four", () => {
  it.each(HANGING)("although %s does not answer", async (_, hang) => {
    const around = surroundings();
    const world = hang(around);
    const done = fire(push(world), pushEvent(pushed()));
    const end = over(done);
    await vi.advanceTimersByTimeAsync(SHOWN);
    expect(around.open().map(({ title }) => title)).toEqual(["Meisje van 6 vermist"]);
    expect(await end).toBeLessThanOrEqual(ALL);
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
      expect(await first).toBeLessThanOrEqual(ALL);
      expect(await second).toBeLessThanOrEqual(ALL);
    },
  );

  it("although the browser never says it has shown anything", async () => {
    const around = surroundings();
    around.state.hangs = () => true;
    const handler = push(around.world);
    const ends = [over(fire(handler, pushEvent(pushed()))), over(fire(handler, pushEvent(pushedOutcome())))];
    await vi.advanceTimersByTimeAsync(10_000);
    for (const end of ends) expect(await end).toBeLessThanOrEqual(ALL);
    expect(around.steps).toContain("show Afloop: vermist kind");
    expect(around.server.asked).toEqual([]);
  });
});

describe("a receipt for which there was no time", () => {
  it("stays kept, and leaves with the next push", async () => {
    const around = surroundings();
    let answers = false;
    const call: World["call"] = (...asked) => (answers ? around.world.call(...asked) : never());
    const handler = push({ ...around.world, call });
    expect(await over(fire(handler, pushEvent(pushed())))).toBe(ALL);
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
