import { expect, it } from "vitest";
import { flush, receipt } from "../../src/alerts/receipts";
import { Unreachable } from "../../src/api/client";
import { memoryStore } from "../../src/device/store";
import type { Received } from "../../src/device/store-schema";
import { fakeServer, refusal } from "../fakes";

const POST = "POST /v1/participants/me/receipts";

it("a receipt is told once", async () => {
  const { call, asked } = fakeServer();
  const store = memoryStore();
  await receipt(call, store, "n", "shown");
  await receipt(call, store, "n", "shown");
  expect(asked.map(({ body }) => body)).toEqual([{ notice: "n", state: "shown" }]);
});

it("shown and opened are told each", async () => {
  const { call, asked } = fakeServer();
  const store = memoryStore();
  await receipt(call, store, "n", "shown");
  await receipt(call, store, "n", "opened");
  expect(asked).toHaveLength(2);
});

it("what could not be told is told later", async () => {
  const server = fakeServer({
    [POST]: () => {
      throw new Unreachable();
    },
  });
  const store = memoryStore();
  await receipt(server.call, store, "n", "shown");
  delete server.table[POST];
  await flush(server.call, store);
  await flush(server.call, store);
  expect(server.asked).toHaveLength(2);
});

it.each([404, 400])("a receipt refused with %i is not told again", async (status) => {
  const server = fakeServer({
    [POST]: () => {
      throw refusal(status);
    },
  });
  const store = memoryStore();
  await receipt(server.call, store, "n", "shown");
  await flush(server.call, store);
  expect(server.asked).toHaveLength(1);
});

it.each([401, 429, 503])("a receipt refused with %i waits for a better moment", async (status) => {
  const server = fakeServer({
    [POST]: () => {
      throw refusal(status);
    },
  });
  const store = memoryStore();
  await receipt(server.call, store, "n", "shown");
  await flush(server.call, store);
  expect(server.asked).toHaveLength(2);
});

it("a server that does not answer is not asked for each receipt", async () => {
  const server = fakeServer({
    [POST]: () => {
      throw new Unreachable();
    },
  });
  const store = memoryStore();
  for (const notice of ["a", "b", "c"]) await receipt(server.call, store, notice, "shown");
  server.asked.length = 0;
  await flush(server.call, store);
  expect(server.asked).toHaveLength(1);
});

it.each([null, 7, "x", [], {}, { notice: "x", sent: false }, { state: "shown" }])(
  "a receipt kept as %j holds up no other",
  async (odd) => {
    const { call, asked } = fakeServer();
    const store = memoryStore();
    await store.set("receipt:a:shown", odd as unknown as Received);
    await store.set("receipt:n:shown", { notice: "n", state: "shown", sent: false, at: "" });
    await flush(call, store);
    expect(asked.map(({ body }) => body)).toEqual([{ notice: "n", state: "shown" }]);
  },
);

it("a receipt is told although it can't be kept", async () => {
  const { call, asked } = fakeServer();
  const fails = () => Promise.reject(new Error("full"));
  expect(await receipt(call, { ...memoryStore(), get: fails, set: fails }, "n", "shown")).toBe(true);
  expect(asked).toHaveLength(1);
});
