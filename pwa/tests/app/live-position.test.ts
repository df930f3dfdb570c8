// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from "vitest";
import { browser, device, participant, withoutBrowser } from "./device";

afterEach(withoutBrowser);

const POSITION = "/position";
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

async function sharing() {
  const phone = await participant();
  phone.app.choices.value = { live: true, places: {} };
  return { ...phone, live: await import("../../src/app/live-position") };
}

describe("the live position", () => {
  it("is sent on opening, although it did not move", async () => {
    const { live, said } = await sharing();
    await live.locate();
    await settled();
    await live.locate();
    await settled();
    expect(said("PUT", POSITION)).toHaveLength(2);
    expect(said("PUT", POSITION)[0]?.body).toEqual({
      location: { type: "Point", coordinates: [5.79, 53.2] },
      accuracy: 20,
      recordedAt: expect.stringMatching(/Z$/),
    });
  });

  it("is followed, and sent again only after moving enough", async () => {
    const { live, geolocation, said } = await sharing();
    await live.locate();
    live.watchPosition();
    geolocation.move(60);
    await settled();
    expect(said("PUT", POSITION)).toHaveLength(1);
    geolocation.move(60);
    await settled();
    expect(said("PUT", POSITION)).toHaveLength(2);
  });

  it("is no longer followed out of sight", async () => {
    const { live, geolocation } = await sharing();
    live.watchPosition();
    live.watchPosition();
    expect(geolocation.watched).toBe(1);
    live.unwatchPosition();
    expect(geolocation.watched).toBe(0);
  });

  it("that can't be sent is sent with the next measurement", async () => {
    const { live, geolocation, state, said } = await sharing();
    state.away = true;
    await live.locate();
    live.watchPosition();
    await settled();
    state.away = false;
    geolocation.move(1);
    await settled();
    expect(said("PUT", POSITION)).toHaveLength(1);
  });

  it("of a phone whose clock is a day slow is dated by the server's clock", async () => {
    const { live, state, said, app } = await sharing();
    const DAY = 86_400_000;
    state.date = () => new Date(Date.now() + DAY);
    await (await import("../../src/app/profile")).refreshMe();
    expect(Math.round(app.ahead.value / 60_000)).toBe(-24 * 60);
    await live.locate();
    await settled();
    const sent = said("PUT", POSITION)[0]?.body as { recordedAt: string } | undefined;
    expect(Math.abs(Date.parse(sent?.recordedAt ?? "") - Date.now() - DAY)).toBeLessThan(5_000);
  });

  it("too vague is never sent, and said to be", async () => {
    const { live, geolocation, said, app } = await sharing();
    geolocation.answer = { longitude: 5.79, latitude: 53.2, accuracy: 3_000 };
    await live.locate();
    await settled();
    expect(said("PUT", POSITION)).toHaveLength(0);
    expect(app.positionStatus.value).toBe("vague");
  });

  it.each([
    [1, "denied"],
    [2, "failed"],
    [3, "failed"],
  ] as const)("that the phone does not give (%i) is said to be %s", async (code, words) => {
    const { live, geolocation, app } = await sharing();
    geolocation.answer = { code };
    await live.locate();
    expect(app.positionStatus.value).toBe(words);
  });

  it("of who has not joined yet is measured and not sent", async () => {
    const { heard, app } = await device();
    const { shareLive } = await import("../../src/app/live-position");
    await shareLive(true);
    await settled();
    expect(app.positionStatus.value).toBe("known");
    expect(heard).toEqual([]);
  });

  it("is erased at the server before it is called erased", async () => {
    const { live, state, said, app } = await sharing();
    state.away = true;
    await expect(live.shareLive(false)).rejects.toThrow();
    expect(app.choices.value.live).toBe(true);
    state.away = false;
    await live.shareLive(false);
    expect(said("DELETE", POSITION)).toHaveLength(1);
    expect([app.choices.value.live, app.positionStatus.value]).toEqual([false, "off"]);
  });
});

/** A server that keeps a position, and answers a PUT only when let. */
function keeping({ table }: Awaited<ReturnType<typeof participant>>) {
  const server = { held: null as unknown, late: [] as (() => void)[], slow: false };
  table["PUT /v1/participants/me/position"] = async ({ body }) => {
    if (server.slow) await new Promise<void>((resolve) => server.late.push(resolve));
    server.held = body;
    return { status: 204 };
  };
  table["DELETE /v1/participants/me/position"] = () => {
    server.held = null;
    return { status: 204 };
  };
  return server;
}

/** The same phone, sharing its position, in so many tabs. */
async function tabs(number: number, options = {}) {
  browser(options);
  const phone = await participant();
  await phone.store.set("choices", { live: true, places: {} });
  const server = keeping(phone);
  const opened = [];
  for (let tab = 0; tab < number; tab++) {
    vi.resetModules();
    const app = await import("../../src/app/state");
    app.stage.value = "participant";
    app.choices.value = { live: true, places: {} };
    opened.push({ app, ...(await import("../../src/app/live-position")) });
  }
  const [one, two = one] = opened;
  if (!one || !two) throw new Error("no tab");
  return { ...phone, server, one, two };
}

it("a position is known once it is measured, however long sending one takes", async () => {
  const { server, one, said } = await tabs(1);
  server.slow = true;
  await one.shareLive(true);
  expect(one.app.positionStatus.value).toBe("known");
  await vi.waitFor(() => expect(server.late).toHaveLength(1));
  server.late[0]?.();
  await settled();
  expect(said("PUT", POSITION)).toHaveLength(1);
});

describe("an erased position", () => {
  it("stays erased although one was just being sent", async () => {
    const { server, one } = await tabs(1);
    server.slow = true;
    await one.locate();
    await vi.waitFor(() => expect(server.late).toHaveLength(1));
    const erased = one.shareLive(false);
    await settled();
    server.late[0]?.();
    await erased;
    expect(server.held).toBeNull();
  });

  it("stays erased although another tab was just sending one, and sends one more", async () => {
    const { server, one, two, said } = await tabs(2);
    server.slow = true;
    await two.locate();
    await vi.waitFor(() => expect(server.late).toHaveLength(1));
    const erased = one.shareLive(false);
    await two.locate();
    await settled();
    server.slow = false;
    server.late[0]?.();
    await erased;
    await settled();
    expect(server.held).toBeNull();
    expect(said("PUT", POSITION)).toHaveLength(1);
  });

  it("is erased again by the tab that sent it, where tabs can't line up", async () => {
    const { server, one, two, said } = await tabs(2, { locks: false });
    server.slow = true;
    await two.locate();
    await vi.waitFor(() => expect(server.late).toHaveLength(1));
    await one.shareLive(false);
    server.late[0]?.();
    await vi.waitFor(() => expect(said("DELETE", POSITION)).toHaveLength(2));
    expect(server.held).toBeNull();
  });

  it("is followed no more from the tap on, and followed again when it could not be erased", async () => {
    const { one, geolocation, state, said } = await tabs(1);
    one.watchPosition();
    state.away = true;
    const erasing = one.shareLive(false);
    expect(geolocation.watched).toBe(0);
    await expect(erasing).rejects.toThrow();
    expect([one.app.choices.value.live, geolocation.watched]).toEqual([true, 1]);
    expect(said("PUT", POSITION)).toHaveLength(0);
  });

  it("is not found again on this phone either", async () => {
    const { one, store } = await tabs(1);
    const position = { location: one.measured.value?.location, accuracy: 20 };
    one.app.me.value = { places: {}, position } as never;
    await one.locate();
    await one.shareLive(false);
    expect([one.measured.value, one.app.positionStatus.value]).toEqual([null, "off"]);
    expect((await store.get("me"))?.me.position).toBeNull();
    expect(await store.get("fix")).toBeUndefined();
  });

  it("shared again at once is sent again, however slow the erasing was", async () => {
    const { server, one, store } = await tabs(1);
    server.slow = true;
    await one.locate();
    await vi.waitFor(() => expect(server.late).toHaveLength(1));
    const erased = one.shareLive(false);
    const shared = one.shareLive(true);
    await settled();
    server.slow = false;
    server.late[0]?.();
    await Promise.all([erased, shared]);
    await vi.waitFor(() => expect(server.held).not.toBeNull());
    expect([one.app.choices.value.live, (await store.get("choices"))?.live]).toEqual([true, true]);
  });

  it("does not come back with what another tab chooses meanwhile", async () => {
    const { one, two, store } = await tabs(2);
    await one.shareLive(false);
    // This tab has not heard of it.
    expect(two.app.choices.value.live).toBe(true);
    const { changePlace } = await import("../../src/app/profile");
    await changePlace("home", { label: "Thuis", location: { type: "Point", coordinates: [5.8, 53.2] } });
    expect(await store.get("choices")).toMatchObject({ live: false, places: { home: { label: "Thuis" } } });
  });
});

it("a tab that sleeps with its turn does not keep another from erasing", async () => {
  vi.useFakeTimers();
  const never = {
    request: (_: string, { signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  };
  Object.defineProperty(navigator, "locks", { value: never, configurable: true });
  vi.resetModules();
  const { enqueue } = await import("../../src/app/position-queue");
  const done = enqueue(async () => "erased");
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await done).toBe("erased");
  vi.useRealTimers();
});
