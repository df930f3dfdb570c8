import { describe, expect, it } from "vitest";
import { type Fix, metres, point, worth } from "../../src/device/position";

const HERE = point(5.79, 53.2);
const fix = (changes: Partial<Fix> = {}): Fix => ({
  location: HERE,
  accuracy: 20,
  at: "2026-03-02T15:00:00Z",
  ...changes,
});
/** So many metres to the north. */
const north = (distance: number) => point(5.79, 53.2 + distance / 111_195);

describe("a position", () => {
  it("is sent when there was none", () => {
    expect(worth(undefined, fix())).toBe("send");
  });

  it("is not sent again on the spot", () => {
    expect(worth(fix(), fix({ location: north(95) }))).toBe("skip");
  });

  it("is sent after more than 100 m", () => {
    expect(worth(fix(), fix({ location: north(105) }))).toBe("send");
  });

  it("is sent only after more than its own accuracy, when that is vaguer", () => {
    expect(worth(fix(), fix({ location: north(290), accuracy: 300 }))).toBe("skip");
    expect(worth(fix(), fix({ location: north(310), accuracy: 300 }))).toBe("send");
  });

  it("is renewed after ten minutes without moving", () => {
    expect(worth(fix(), fix({ at: "2026-03-02T15:09:59Z" }))).toBe("skip");
    expect(worth(fix(), fix({ at: "2026-03-02T15:10:00Z" }))).toBe("send");
  });

  it("is renewed when the clock was set back meanwhile", () => {
    expect(worth(fix(), fix({ at: "2026-03-01T15:00:00Z" }))).toBe("send");
  });

  it("vaguer than the server takes is never sent", () => {
    expect(worth(undefined, fix({ accuracy: 2_000 }))).toBe("send");
    expect(worth(undefined, fix({ accuracy: 2_001 }))).toBe("vague");
    expect(worth(undefined, fix({ accuracy: Number.NaN }))).toBe("vague");
  });
});

describe("distance", () => {
  it("agrees with what is known of two towns", () => {
    // Leeuwarden station to the Waag: 900 m; Leeuwarden to Gouda: 142 km.
    expect(metres(point(5.7923, 53.1958), point(5.7945, 53.2037))).toBeGreaterThan(850);
    expect(metres(point(5.7923, 53.1958), point(5.7945, 53.2037))).toBeLessThan(950);
    expect(metres(point(5.7999, 53.2012), point(4.7093, 52.0116)) / 1000).toBeCloseTo(151, -1);
  });

  it("is nothing between a point and itself", () => {
    expect(metres(HERE, HERE)).toBe(0);
  });
});
