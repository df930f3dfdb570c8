// iPhones since 18.4: WebKit reads the message itself, and shows it when the worker shows nothing, or nothing it takes.

import { afterEach, describe, expect, it, vi } from "vitest";
import { push } from "../../src/worker/push";
import {
  ACTION,
  ALERT,
  BODY,
  listedAlert,
  notice,
  OUTCOME,
  outcome,
  pushed,
  pushedOutcome,
} from "../examples";
import { surroundings } from "./scope";

const HERE = "https://burgernet.example";
const told = ({ server }: ReturnType<typeof surroundings>) => server.asked.map(({ body }) => body);

afterEach(() => {
  vi.useRealTimers();
});

describe("a push WebKit has read", () => {
  it("is shown by the worker, leads to its alert, and is receipted", async () => {
    const around = surroundings();
    await around.declare(push(around.world), pushed());
    expect(around.steps).toContain("show Meisje van 6 vermist");
    expect(around.open()).toHaveLength(1);
    expect(around.open()[0]).toMatchObject({
      title: "Meisje van 6 vermist",
      options: { body: BODY, navigate: `${HERE}/oproep/${ACTION}`, data: { action: ACTION } },
    });
    expect(told(around)).toEqual([{ notice: ALERT, state: "shown" }]);
  });

  it("of no action leads to the start page, and is receipted: a self-test ends well", async () => {
    const around = surroundings();
    await around.declare(
      push(around.world),
      pushed({ tag: "test" }, { notice: "test", action: null, number: 0, kind: "self-test", phone: null }),
    );
    expect(around.open()[0]?.options.navigate).toBe(`${HERE}/`);
    expect(told(around)).toEqual([{ notice: "test", state: "shown" }]);
  });

  it("never shows an alert over its outcome, and leaves one notification an action", async () => {
    const around = surroundings();
    const handler = push(around.world);
    await around.declare(handler, pushedOutcome());
    await around.declare(handler, pushed());
    expect(around.open().map(({ title }) => title)).toEqual(["Afloop: vermist kind"]);
    expect(around.open()[0]?.options).toMatchObject({ silent: true, navigate: `${HERE}/oproep/${ACTION}` });
  });

  it("is receipted as what is shown: the newer message", async () => {
    const around = surroundings();
    await around.store.set(`alert:${ACTION}`, listedAlert({ status: "ended" }, [notice(), outcome()]));
    await around.declare(push(around.world), pushed());
    expect(around.open()[0]?.title).toBe("Afloop: vermist kind");
    expect(told(around)).toEqual([{ notice: OUTCOME, state: "shown" }]);
  });

  it("is receipted as it was declared when WebKit takes nothing from the worker", async () => {
    const around = surroundings();
    await around.store.set(`alert:${ACTION}`, listedAlert({ status: "ended" }, [notice(), outcome()]));
    around.state.refuses = () => true;
    await around.declare(push(around.world), pushed());
    expect(around.open().map(({ title }) => title)).toEqual(["Meisje van 6 vermist"]);
    expect(told(around)).toEqual([{ notice: ALERT, state: "shown" }]);
    expect(await around.store.get(`notice:${ACTION}:${ALERT}`)).toMatchObject({ shown: true });
  });

  it("is shown although WebKit leaves what it took without an answer, and soon", async () => {
    vi.useFakeTimers();
    const around = surroundings();
    around.state.hangs = () => true;
    const done = around.declare(push(around.world), pushed());
    await vi.advanceTimersByTimeAsync(500);
    await done;
    expect(around.open()).toHaveLength(1);
    expect(around.open()[0]?.options.navigate).toBe(`${HERE}/oproep/${ACTION}`);
    expect(told(around)).toEqual([{ notice: ALERT, state: "shown" }]);
  });

  it("waits for a network that does not answer no longer than a second, since it is shown afterwards", async () => {
    vi.useFakeTimers();
    const around = surroundings({ "POST /v1/participants/me/receipts": () => new Promise(() => undefined) });
    const done = around.declare(push(around.world), pushed());
    await vi.advanceTimersByTimeAsync(1_000);
    await done;
    expect(around.open()).toHaveLength(1);
    expect(await around.store.get(`receipt:${ALERT}:shown`)).toMatchObject({ sent: false });
  });
});
