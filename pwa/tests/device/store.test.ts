import { IDBFactory } from "fake-indexeddb";
import "fake-indexeddb/auto";
import { describe, expect, it, vi } from "vitest";
import { forgetOld } from "../../src/device/retention";
import { deviceStore, memoryStore, StorageFailed } from "../../src/device/store";
import { noticeKey } from "../../src/device/store-schema";
import { ACTION, listedAlert, notice, outcome } from "../examples";

it("lists by the beginning of the key", async () => {
  const store = memoryStore();
  await store.set(noticeKey(notice()), notice());
  await store.set(noticeKey(outcome({ action: "other" })), outcome({ action: "other" }));
  await store.set(`alert:${ACTION}`, listedAlert());
  expect(await store.list("notice:")).toHaveLength(2);
  expect(await store.list(`notice:${ACTION}:`)).toEqual([notice()]);
});

it("claims once: the second gets what the first made", async () => {
  const store = memoryStore();
  const make = (key: string) => () => ({ key, code: "A" });
  expect(await store.claim("redemption", make("first"))).toMatchObject({ key: "first" });
  expect(await store.claim("redemption", make("second"))).toMatchObject({ key: "first" });
});

it("a phone that keeps nothing works from memory while the app is open", async () => {
  const broken = {
    open: () => {
      throw new DOMException("not here", "SecurityError");
    },
  } as unknown as IDBFactory;
  const store = deviceStore(broken);
  await store.set("token", "T");
  expect(await store.get("token")).toBe("T");
});

it("after a week messages and what was told about them are gone", async () => {
  const store = memoryStore();
  await store.set(noticeKey(notice()), notice());
  await store.set(`alert:${ACTION}`, listedAlert());
  await store.set("receipt:n:shown", { notice: "n", state: "shown", sent: true, at: "2026-03-02T14:45:00Z" });
  await store.set("token", "T");
  await forgetOld(store, new Date("2026-03-09T14:44:00Z"));
  expect(await store.list("notice:")).toHaveLength(1);
  await forgetOld(store, new Date("2026-03-09T14:46:00Z"));
  expect([
    await store.list("notice:"),
    await store.list("alert:"),
    await store.list("receipt:"),
    await store.get("token"),
  ]).toEqual([[], [], [], "T"]);
});

/** Opening it fails so often, or never answers, and then works. */
function flawed(failures: (string | "hang")[]) {
  const real = new IDBFactory();
  const script = [...failures];
  const open = (...asked: Parameters<IDBFactory["open"]>) => {
    const next = script.shift();
    if (next === undefined) return real.open(...asked);
    const request = { error: new DOMException("cold", next) } as unknown as IDBOpenDBRequest;
    if (next !== "hang") queueMicrotask(() => request.onerror?.(new Event("error")));
    return request;
  };
  return { real, factory: { open } as unknown as IDBFactory };
}

describe("storage that fails", () => {
  it.each([
    [["UnknownError"]],
    [["UnknownError", "AbortError"]],
    [["hang", "UnknownError"]],
    [["InvalidStateError", "hang"]],
  ])("at first (%j) is tried again, and has what was kept", async (failures) => {
    const { real, factory } = flawed(failures);
    await deviceStore(real).set("token", "T");
    const waited: number[] = [];
    const wait = async (milliseconds: number) => void waited.push(milliseconds);
    expect(await deviceStore(factory, { patience: 5, wait }).get("token")).toBe("T");
    expect(waited).toEqual([100, 500].slice(0, failures.length));
  });

  it("is said to fail, never taken for empty, and works again later", async () => {
    const { real, factory } = flawed(["UnknownError", "UnknownError", "hang"]);
    await deviceStore(real).set("token", "T");
    const store = deviceStore(factory, { patience: 5, wait: async () => undefined });
    await expect(store.get("token")).rejects.toBeInstanceOf(StorageFailed);
    expect(await store.get("token")).toBe("T");
  });
});

describe("a newer version of the storage", () => {
  const TWO = [
    (db: IDBDatabase) => db.createObjectStore("kept"),
    (db: IDBDatabase) => db.createObjectStore("more"),
  ];

  it("keeps what the first kept, and makes all of it on a new phone", async () => {
    for (const before of [true, false]) {
      const factory = new IDBFactory();
      if (before) await deviceStore(factory).set("token", "T");
      const store = deviceStore(factory, { versions: TWO });
      expect(await store.get("token")).toBe(before ? "T" : undefined);
      await store.set("language", "en");
      const [found] = await factory.databases();
      expect(found?.version).toBe(2);
    }
  });

  it("is let in by a tab that holds the first, which is told, and goes on with it", async () => {
    const factory = new IDBFactory();
    const outdated = vi.fn();
    const old = deviceStore(factory, { outdated });
    await old.set("token", "T");
    const fresh = deviceStore(factory, { versions: TWO, patience: 1_000 });
    expect(await fresh.get("token")).toBe("T");
    expect(outdated).toHaveBeenCalledTimes(1);
    await old.set("language", "en");
    expect(await fresh.get("language")).toBe("en");
    // Opened again with the old files, as by a worker that was not replaced yet.
    expect(await deviceStore(factory).get("language")).toBe("en");
  });

  it("that a window does not let in is said to be blocked, and is there as soon as that one is gone", async () => {
    const factory = new IDBFactory();
    const holding = await new Promise<IDBDatabase>((resolve) => {
      const request = factory.open("burgernet", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("kept").put("T", "token");
      request.onsuccess = () => resolve(request.result);
    });
    const store = deviceStore(factory, { versions: TWO, patience: 20, wait: async () => undefined });
    await expect(store.get("token")).rejects.toMatchObject({ blocked: true });
    holding.close();
    expect(await store.get("token")).toBe("T");
  });

  it("is no reason to say so when the storage is thrown away", async () => {
    const factory = new IDBFactory();
    const outdated = vi.fn();
    const store = deviceStore(factory, { outdated });
    await store.set("token", "T");
    await new Promise((resolve) => {
      factory.deleteDatabase("burgernet").onsuccess = resolve;
    });
    expect(outdated).not.toHaveBeenCalled();
    expect(await store.get("token")).toBeUndefined();
  });
});

it("of two changes at once both hold", async () => {
  for (const store of [memoryStore(), deviceStore(new IDBFactory())]) {
    await store.set("choices", { live: true, places: {} });
    const home = {
      label: "Thuis",
      location: { type: "Point" as const, coordinates: [5, 53] as [number, number] },
    };
    await Promise.all([
      store.amend("choices", (kept) => ({ places: {}, ...kept, live: false })),
      store.amend("choices", (kept) => ({ live: true, ...kept, places: { home } })),
    ]);
    expect(await store.get("choices")).toEqual({ live: false, places: { home } });
  }
});
