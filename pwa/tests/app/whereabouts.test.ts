// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { device, participant } from "./device";

const POSITION = "/position";
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

async function sharing() {
  const phone = await participant();
  phone.app.choices.value = { live: true, places: {} };
  return { ...phone, whereabouts: await import("../../src/app/whereabouts") };
}

describe("the live position", () => {
  it("is sent on opening, although it did not move", async () => {
    const { whereabouts, said } = await sharing();
    await whereabouts.locate();
    await settled();
    await whereabouts.locate();
    await settled();
    expect(said("PUT", POSITION)).toHaveLength(2);
    expect(said("PUT", POSITION)[0]?.body).toEqual({
      location: { type: "Point", coordinates: [5.79, 53.2] },
      accuracy: 20,
      recordedAt: expect.stringMatching(/Z$/),
    });
  });

  it("is followed, and sent again only after moving enough", async () => {
    const { whereabouts, geolocation, said } = await sharing();
    await whereabouts.locate();
    whereabouts.watchPosition();
    geolocation.move(60);
    await settled();
    expect(said("PUT", POSITION)).toHaveLength(1);
    geolocation.move(60);
    await settled();
    expect(said("PUT", POSITION)).toHaveLength(2);
  });

  it("is no longer followed out of sight", async () => {
    const { whereabouts, geolocation } = await sharing();
    whereabouts.watchPosition();
    whereabouts.watchPosition();
    expect(geolocation.watched).toBe(1);
    whereabouts.unwatchPosition();
    expect(geolocation.watched).toBe(0);
  });

  it("that can't be sent is sent with the next measurement", async () => {
    const { whereabouts, geolocation, state, said } = await sharing();
    state.away = true;
    await whereabouts.locate();
    whereabouts.watchPosition();
    await settled();
    state.away = false;
    geolocation.move(1);
    await settled();
    expect(said("PUT", POSITION)).toHaveLength(1);
  });

  it("of a phone whose clock is a day slow is dated by the server's clock", async () => {
    const { whereabouts, state, said, app } = await sharing();
    const DAY = 86_400_000;
    state.date = () => new Date(Date.now() + DAY);
    await (await import("../../src/app/mine")).refreshMe();
    expect(Math.round(app.ahead.value / 60_000)).toBe(-24 * 60);
    await whereabouts.locate();
    await settled();
    const sent = said("PUT", POSITION)[0]?.body as { recordedAt: string } | undefined;
    expect(Math.abs(Date.parse(sent?.recordedAt ?? "") - Date.now() - DAY)).toBeLessThan(5_000);
  });

  it("too vague is never sent, and said to be", async () => {
    const { whereabouts, geolocation, said, app } = await sharing();
    geolocation.answer = { longitude: 5.79, latitude: 53.2, accuracy: 3_000 };
    await whereabouts.locate();
    await settled();
    expect(said("PUT", POSITION)).toHaveLength(0);
    expect(app.whereabouts.value).toBe("vague");
  });

  it.each([
    [1, "denied"],
    [2, "failed"],
    [3, "failed"],
  ] as const)("that the phone does not give (%i) is said to be %s", async (code, words) => {
    const { whereabouts, geolocation, app } = await sharing();
    geolocation.answer = { code };
    await whereabouts.locate();
    expect(app.whereabouts.value).toBe(words);
  });

  it("of who has not joined yet is measured and not sent", async () => {
    const { heard, app } = await device();
    const { shareLive } = await import("../../src/app/whereabouts");
    await shareLive(true);
    await settled();
    expect(app.whereabouts.value).toBe("known");
    expect(heard).toEqual([]);
  });

  it("is erased at the server before it is called erased", async () => {
    const { whereabouts, state, said, app } = await sharing();
    state.away = true;
    await expect(whereabouts.shareLive(false)).rejects.toThrow();
    expect(app.choices.value.live).toBe(true);
    state.away = false;
    await whereabouts.shareLive(false);
    expect(said("DELETE", POSITION)).toHaveLength(1);
    expect([app.choices.value.live, app.whereabouts.value]).toEqual([false, "off"]);
  });
});
