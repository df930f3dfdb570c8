import { expect, it } from "vitest";
import { noticeKey } from "../../src/shared/kept";
import { forgetOld } from "../../src/shared/retention";
import { deviceStore, memoryStore } from "../../src/shared/store";
import { ACTION, listedAlert, notice, outcome } from "./examples";

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
      throw new Error("SecurityError");
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
