import { describe, expect, it } from "vitest";
import { confirm } from "../../src/device/push-subscription";
import { memoryStore } from "../../src/device/store";
import { FakePush, fakeServer, KEY, OTHER_KEY, REMOVED, refusal } from "../fakes";

const PUT = "PUT /v1/participants/me/push-subscription";

function phone(table = {}) {
  const push = new FakePush();
  const server = fakeServer({ "GET /v1/vapid-key": { publicKey: KEY }, ...table });
  const store = memoryStore();
  const wait: number[] = [];
  const repair = (more: { known?: boolean } = {}) =>
    confirm({
      push,
      call: server.call,
      store,
      patience: 5,
      wait: async (milliseconds) => void wait.push(milliseconds),
      ...more,
    });
  const sent = () => server.asked.filter(({ method }) => method === "PUT").map(({ body }) => body);
  return { push, server, store, wait, repair, sent };
}

describe("the way to this phone", () => {
  it("is made and told when there is none", async () => {
    const { push, store, repair, sent } = phone();
    await repair();
    expect(push.made).toBe(1);
    expect(sent()).toEqual([expect.objectContaining({ endpoint: "https://push.example/1" })]);
    expect(await store.get("posted")).toMatchObject({ endpoint: "https://push.example/1" });
  });

  it("is told again at every start, although it did not change", async () => {
    const { push, repair, sent } = phone();
    push.hold("https://push.example/old");
    await repair();
    await repair();
    expect(push.made).toBe(0);
    expect(sent()).toHaveLength(2);
  });

  it("is made anew when the server's key changed", async () => {
    const { push, repair, sent } = phone();
    push.hold("https://push.example/old", OTHER_KEY);
    await repair();
    expect(push.made).toBe(1);
    expect(sent()).toEqual([expect.objectContaining({ endpoint: "https://push.example/1" })]);
  });

  it("is made anew when the server dropped the one it had taken", async () => {
    const { push, store, repair } = phone();
    push.hold("https://push.example/gone");
    await store.set("posted", { endpoint: "https://push.example/gone", at: "2026-03-01T00:00:00Z" });
    await repair({ known: false });
    expect(push.held?.endpoint).toBe("https://push.example/1");
  });

  it("stays when the server never had it", async () => {
    const { push, repair } = phone();
    push.hold("https://push.example/new");
    await repair({ known: false });
    expect(push.made).toBe(0);
  });

  it("is tried again when subscribing never returns", async () => {
    const { push, wait, repair } = phone();
    push.script = ["hang", new Error("AbortError")];
    await repair();
    expect(push.made).toBe(1);
    expect(wait).toEqual([2_000, 4_000]);
  });

  it("is given up after three attempts", async () => {
    const { push, repair } = phone();
    push.script = ["hang", "hang", "hang"];
    await expect(repair()).rejects.toMatchObject({ name: "TooLate" });
    expect(push.made).toBe(0);
  });

  it("is not asked for twice where it is forbidden", async () => {
    const { push, wait, repair } = phone();
    push.script = [new DOMException("no", "NotAllowedError")];
    await expect(repair()).rejects.toMatchObject({ name: "NotAllowedError" });
    expect(wait).toEqual([]);
  });

  it("that leads nowhere, as just after one was ended, is asked for again with growing pauses", async () => {
    const { push, wait, repair, sent } = phone();
    push.script = ["removed", "removed", "removed"];
    await repair();
    expect(wait).toEqual([2_000, 4_000, 8_000]);
    expect(sent()).toEqual([expect.objectContaining({ endpoint: "https://push.example/1" })]);
  });

  it("that the browser held and leads nowhere is made anew", async () => {
    const { push, repair, sent } = phone();
    push.hold(REMOVED);
    await repair();
    expect(sent()).toEqual([expect.objectContaining({ endpoint: "https://push.example/1" })]);
  });

  it("that goes on leading nowhere is given up, and never told to the server", async () => {
    const { push, store, wait, repair, sent } = phone();
    push.script = Array.from({ length: 9 }, () => "removed");
    await expect(repair()).rejects.toMatchObject({ name: "Removed" });
    expect(wait).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect([sent(), await store.get("posted"), push.held]).toEqual([[], undefined, null]);
  });

  it("that the server refuses is not offered again, but another", async () => {
    const { push, server, repair, sent } = phone({
      [PUT]: () => {
        throw refusal(422);
      },
    });
    await expect(repair()).rejects.toMatchObject({ status: 422 });
    expect(sent()).toHaveLength(1);
    server.table[PUT] = undefined;
    await repair();
    expect(sent().at(-1)).toMatchObject({ endpoint: "https://push.example/2" });
    expect(push.made).toBe(2);
  });

  it("is not called confirmed when the server refuses it", async () => {
    const { store, repair } = phone({
      [PUT]: () => {
        throw refusal(422);
      },
    });
    await expect(repair()).rejects.toMatchObject({ status: 422 });
    expect(await store.get("posted")).toBeUndefined();
  });
});
