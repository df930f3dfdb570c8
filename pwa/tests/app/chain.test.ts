import { describe, expect, it } from "vitest";
import { chain, deviation, type Facts } from "../../src/app/home/chain";

const NOW = new Date("2026-03-02T15:00:00Z");
const GOOD: Facts = {
  permission: "granted",
  online: true,
  reachable: true,
  doubted: false,
  pushStatus: { state: "confirmed", at: "2026-03-02T14:57:00Z" },
  confirmedBefore: "2026-03-02T14:57:00Z",
  ahead: 0,
  positionStatus: "known",
  position: { accuracy: 18, at: "2026-03-02T14:58:00Z", expiresAt: "2026-03-03T14:58:00Z" },
  places: { home: true, work: false },
  municipality: { code: "GM0080", name: "Leeuwarden", joined: true },
};

const with_ = (changes: Partial<Facts>) => chain({ ...GOOD, ...changes }, NOW);
const link = (changes: Partial<Facts>, id: string) => with_(changes).links.find((link) => link.id === id);

describe("the chain", () => {
  it("holds when every link holds, each with its age", () => {
    const { links, broken } = with_({});
    expect(broken).toBeNull();
    expect(links.map(({ id, state }) => `${id} ${state}`)).toEqual([
      "notifications ok",
      "connection ok",
      "position ok",
      "places ok",
    ]);
    expect(links[1]?.at).toBe("2026-03-02T14:57:00Z");
    expect(links[2]).toMatchObject({ at: "2026-03-02T14:58:00Z", params: { accuracy: 20 } });
  });

  it.each([
    ["denied", "unblock"],
    ["default", "allow"],
    ["install-first", "install"],
    ["unsupported", undefined],
  ] as const)("breaks at notifications that are %s", (permission, remedy) => {
    const { broken } = with_({ permission });
    expect(broken).toMatchObject({ id: "notifications", headline: `off.notifications.${permission}` });
    expect(broken?.remedy).toBe(remedy);
    expect(link({ permission }, "connection")?.state).toBe("note");
  });

  it.each(["failed", "blocked"] as const)("breaks when registering for push %s", (state) => {
    expect(with_({ pushStatus: { state } }).broken).toMatchObject({ id: "connection", remedy: "mend" });
  });

  it("breaks without internet, and says when it last held", () => {
    expect(with_({ online: false }).broken).toMatchObject({
      words: "chain.connection.offlineSince",
      at: "2026-03-02T14:57:00Z",
    });
    expect(with_({ online: false, confirmedBefore: null }).broken?.words).toBe("chain.connection.offline");
  });

  it("breaks when the server is away", () => {
    expect(with_({ reachable: false }).broken).toMatchObject({ words: "chain.connection.unreachable" });
  });

  it("breaks while the server does not know this phone, whatever was confirmed before", () => {
    expect(with_({ doubted: true }).broken).toMatchObject({
      words: "chain.connection.unknown",
      remedy: "retry",
    });
    expect(with_({ doubted: true, pushStatus: { state: "asking" } }).broken?.headline).toBe(
      "off.connection.unknown",
    );
    expect(with_({ doubted: true, reachable: false }).broken?.words).toBe("chain.connection.unreachable");
  });

  it("breaks when the server refuses the way to this phone", () => {
    expect(with_({ pushStatus: { state: "refused" } }).broken).toMatchObject({
      words: "chain.connection.refused",
      remedy: "mend",
    });
  });

  it("is not broken while it is being confirmed", () => {
    expect(with_({ pushStatus: { state: "asking" } }).broken).toBeNull();
    expect(link({ pushStatus: { state: "none" } }, "connection")?.state).toBe("busy");
  });

  it.each(["denied", "failed", "vague"] as const)(
    "with an address, a position that is %s is a note",
    (positionStatus) => {
      expect(with_({ positionStatus, position: null }).broken).toBeNull();
      expect(link({ positionStatus, position: null }, "position")?.state).toBe("note");
    },
  );

  it.each(["denied", "failed", "vague"] as const)(
    "without one, a position that is %s breaks it",
    (positionStatus) => {
      const places = { home: false, work: false };
      expect(with_({ positionStatus, position: null, places }).broken).toMatchObject({
        id: "position",
        headline: `off.position.${positionStatus}`,
      });
    },
  );

  it("is not called whole before it was found out", () => {
    const asking = { positionStatus: "asking", position: null } as const;
    expect(with_({ pushStatus: { state: "asking" } }).unsure).toBe(false);
    expect(with_({ pushStatus: { state: "asking" }, confirmedBefore: null }).unsure).toBe(true);
    expect(with_(asking).unsure).toBe(false);
    expect(with_({ ...asking, places: { home: false, work: false } }).unsure).toBe(true);
  });

  it("breaks when neither position nor address is known", () => {
    const places = { home: false, work: false };
    expect(with_({ positionStatus: "off", position: null, places }).broken).toMatchObject({
      headline: "off.position.offAlone",
      remedy: "locate",
    });
    expect(with_({ positionStatus: "off", position: null }).broken).toBeNull();
  });

  it("says when a position ran out", () => {
    const position = { accuracy: 20, at: "2026-03-01T10:00:00Z", expiresAt: "2026-03-02T10:00:00Z" };
    expect(link({ position }, "position")).toMatchObject({
      words: "chain.position.expired",
      remedy: "relocate",
    });
  });

  it("tells whose municipality does not take part yet", () => {
    const municipality = { code: "GM1", name: "Ergens", joined: false };
    expect(link({ municipality }, "places")).toMatchObject({
      state: "note",
      params: { municipality: "Ergens" },
    });
  });

  it.each([
    [{ home: true, work: true }, "chain.places.both"],
    [{ home: true, work: false }, "chain.places.home"],
    [{ home: false, work: true }, "chain.places.work"],
    [{ home: false, work: false }, "chain.places.none"],
  ])("names the places that are filled in: %j", (places, words) => {
    expect(link({ places }, "places")?.words).toBe(words);
  });

  it("speaks of the clock only when it is off", () => {
    expect(link({ ahead: 60_000 }, "clock")).toBeUndefined();
    expect(link({ ahead: 86_400_000 }, "clock")?.words).toBe("chain.clock.ahead");
    expect(link({ ahead: -86_400_000 }, "clock")?.words).toBe("chain.clock.behind");
  });
});

it("a clock's deviation is said in the largest unit that fits", () => {
  expect(deviation(-600_000)).toEqual({ words: "chain.clock.minutes", n: 10 });
  expect(deviation(7_200_000)).toEqual({ words: "chain.clock.hours", n: 2 });
  expect(deviation(86_000_000)).toEqual({ words: "chain.clock.days", n: 1 });
  expect(deviation(3 * 86_400_000)).toEqual({ words: "chain.clock.days", n: 3 });
});
