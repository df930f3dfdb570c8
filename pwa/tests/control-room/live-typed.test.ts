import { describe, expect, it, vi } from "vitest";
import { Problem, Unreachable } from "../../src/api/client";
import { allWaiting, type Command, deliver, isFresh, queue } from "../../src/control-room/commands/queue";
import { roomStore } from "../../src/control-room/data/store";
import { largestOf } from "../../src/control-room/limits";
import { results } from "../../src/control-room/live/ending";
import { read, sizes } from "../../src/control-room/live/larger";
import { body, EMPTY, problems } from "../../src/control-room/live/tip";
import { storage } from "./fakes";

/** Of a desk where anna works. */
const store = (over = storage()) =>
  roomStore(
    () => "anna",
    () => over,
  );

// 15.40 in the Netherlands.
const NOW = new Date("2026-11-24T14:40:30Z");

describe("a larger area", () => {
  it("is offered half as large again, twice and three times, in hundreds of metres", () => {
    expect(sizes(1450, 25_000)).toEqual([2200, 2900, 4400]);
  });
  it("stops at what this dispatcher may ask", () => {
    expect(sizes(20_000, largestOf("dispatcher"))).toEqual([25_000]);
    expect(sizes(25_000, largestOf("dispatcher"))).toEqual([]);
    expect(sizes(25_000, largestOf("supervisor"))).toEqual([37_500, 50_000, 75_000]);
  });
  it.each([
    ["", null],
    ["2500", 2500],
    ["2.500", 2500],
    ["12 000", 12_000],
    ["twee", { key: "larger.notNumber" }],
    ["2,5", { key: "larger.notNumber" }],
    ["1450", { key: "larger.notLarger", radius: 1450 }],
    ["26000", { key: "larger.tooLarge", most: 25_000 }],
  ])("typed as %j", (typed, said) => {
    expect(read(typed, 1450, 25_000)).toEqual(said);
  });
});

describe("a tip", () => {
  it("needs nothing but its words", () => {
    expect(problems(EMPTY, NOW)).toEqual(["tip.needed"]);
    expect(body({ ...EMPTY, text: " zag haar lopen " }, NOW)).toEqual({
      text: "zag haar lopen",
      via: "0800-0011",
    });
  });
  it.each([
    ["1538", "2026-11-24T14:38:00.000Z"],
    ["15.40", "2026-11-24T14:40:00.000Z"],
    ["23:50", "2026-11-23T22:50:00.000Z"],
  ])("takes the time %s as the report does: as the last time it was so late", (time, at) => {
    expect(problems({ ...EMPTY, text: "x", time }, NOW)).toEqual([]);
    expect(body({ ...EMPTY, text: "x", time }, NOW).receivedAt).toBe(at);
  });
  it.each([
    ["half vier", "tip.timeWrong"],
    ["2500", "tip.timeWrong"],
    ["1541", "problem.future"],
  ])("says what is wrong with the time %s", (time, wrong) => {
    expect(problems({ ...EMPTY, text: "x", time }, NOW)).toEqual([wrong]);
  });
  it("brings the place along", () => {
    const location = { type: "Point" as const, coordinates: [5.79, 53.2] as [number, number] };
    expect(body({ ...EMPTY, text: "x", place: { label: "Zuiderplein", location } }, NOW)).toMatchObject({
      location,
    });
  });
  it("may be long, but not longer than the server takes", () => {
    expect(problems({ ...EMPTY, text: "x".repeat(1001) }, NOW)).toEqual(["tip.tooLong"]);
  });
});

describe("the end", () => {
  it("offers what fits the kind first and leaves nothing out", () => {
    for (const kind of ["missing-child", "burglary", "abduction"] as const) {
      const { likely, others } = results(kind);
      expect([...likely, ...others].sort()).toEqual([
        "arrested",
        "arrested-thanks-to-participant",
        "found",
        "found-thanks-to-participant",
        "not-found",
      ]);
    }
    expect(results("missing-child").likely[0]).toBe("found-thanks-to-participant");
    expect(results("robbery").likely[0]).toBe("arrested-thanks-to-participant");
  });
});

describe("what was confirmed", () => {
  const wait = async () => {};
  const who = () => "anna";

  it("is asked again with the same key until it is answered", async () => {
    const box = queue<{ text: string }>(store(), "anna", "tip", "a");
    const command = box.put({ text: "x" }, {});
    const keys: string[] = [];
    const send = vi.fn(async ({ key }: Command<{ text: string }>) => {
      keys.push(key);
      if (keys.length === 1) throw new Unreachable("lost");
      if (keys.length === 2) throw new Problem(503, "restarting");
      return "noted";
    });
    expect(await deliver(command, { send, wait, who })).toEqual({ state: "done", answer: "noted" });
    expect(new Set(keys)).toEqual(new Set([command.key]));
    expect(keys).toHaveLength(3);
  });

  it("is still there after a reload, key and all", () => {
    const keeping = store();
    const command = queue(keeping, "anna", "tip", "a").put({ text: "x" }, {});
    expect(queue(keeping, "anna", "tip", "a").waiting()).toEqual(command);
    expect(queue(keeping, "anna", "tip", "b").waiting()).toBe(null);
    expect(queue(keeping, "bert", "tip", "a").waiting()).toBe(null);
    expect(allWaiting(keeping, "anna")).toEqual([["tip", "a"]]);
    expect(allWaiting(keeping, "bert")).toEqual([]);
    queue(keeping, "anna", "tip", "a").clear({ ...command, key: "another" });
    expect(queue(keeping, "anna", "tip", "a").waiting()).toEqual(command);
    queue(keeping, "anna", "tip", "a").clear(command);
    expect(queue(keeping, "anna", "tip", "a").waiting()).toBe(null);
  });

  it("is not sent by itself once it is ten minutes old", () => {
    const at = 1_000_000;
    expect(isFresh({ at }, at + 599_999)).toBe(true);
    expect(isFresh({ at }, at + 600_000)).toBe(false);
  });

  it("is not asked again once the server said no", async () => {
    const send = vi.fn(async () => {
      throw new Problem(422, "no");
    });
    const sent = await deliver(queue(store(), "anna", "tip", "a").put({}, {}), { send, wait, who });
    expect(sent?.state).toBe("refused");
    expect(send).toHaveBeenCalledTimes(1);
  });

  it("waits while its sender is signed out, and is sent under no other name", async () => {
    let signedIn: string | null = "bert";
    let waited = 0;
    const names: (string | null)[] = [];
    const sent = await deliver(queue(store(), "anna", "tip", "a").put({}, {}), {
      who: () => signedIn,
      send: async () => names.push(signedIn),
      wait: async () => {
        waited++;
        signedIn = waited === 1 ? null : "anna";
      },
    });
    expect(sent?.state).toBe("done");
    expect(names).toEqual(["anna"]);
  });

  it("goes on after a sign-out in the middle", async () => {
    let tries = 0;
    const send = async () => {
      if (++tries === 1) throw new Problem(401, "");
      return "noted";
    };
    expect((await deliver(queue(store(), "anna", "tip", "a").put({}, {}), { send, wait, who }))?.state).toBe(
      "done",
    );
  });

  it("is kept when the screen goes", async () => {
    const box = queue(store(), "anna", "tip", "a");
    const command = box.put({}, {});
    let stopped = false;
    const sent = await deliver(command, {
      who,
      stopped: () => stopped,
      send: async () => {
        throw new Unreachable("");
      },
      wait: async () => {
        stopped = true;
      },
    });
    expect(sent).toBe(null);
    expect(box.waiting()).toEqual(command);
  });

  it("is held in memory where the browser keeps nothing", () => {
    const refusing = {
      ...storage(),
      getItem: () => null,
      setItem: () => {
        throw new Error("full");
      },
      removeItem: () => {},
    };
    const box = queue<object>(store(refusing), "anna", "tip", "a");
    expect(box.waiting()).toBe(null);
    const command = box.put({ text: "x" }, {});
    expect(box.waiting()).toEqual(command);
  });
});
