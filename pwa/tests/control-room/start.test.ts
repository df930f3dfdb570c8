// @vitest-environment happy-dom

import { describe, expect, it } from "vitest";
import type { AreaProposal, Rounded } from "../../src/api/types";
import { device } from "../../src/control-room/account/devices";
import { largestOf } from "../../src/control-room/limits";
import { CONTROLS } from "../../src/control-room/problem-text";
import { parse, to } from "../../src/control-room/route";
import { reached } from "../../src/control-room/start/AudienceEstimate";
import { type Draft, empty } from "../../src/control-room/start/draft";
import { parseTime } from "../../src/control-room/start/parse-time";
import { descriptionOf, reportOf, sizeOf, unreadable } from "../../src/control-room/start/report";
import { proposedTitle } from "../../src/control-room/start/title";
import { point } from "../../src/device/position";
import { asked, spoken, written } from "../../src/places/query";

const typed = (changes: Partial<Draft> = {}): Draft => ({ ...empty(), ...changes });

describe("the address", () => {
  it.each([
    ["", { screen: "overview" }],
    ["#/nieuw", { screen: "new" }],
    ["#/nieuw/controle", { screen: "confirm" }],
    ["#/actie/abc_-1", { screen: "action", id: "abc_-1" }],
    ["#/actie/abc/einde", { screen: "outcome", id: "abc" }],
    ["#/eerder/abc", { screen: "pastAction", id: "abc" }],
    ["#/actie/a b", { screen: "overview" }],
    ["#/elders", { screen: "overview" }],
  ])("%s", (hash, route) => expect(parse(hash)).toEqual(route));

  it("leads to what it was made for", () => {
    expect(parse(to.outcome("x1"))).toEqual({ screen: "outcome", id: "x1" });
    expect(parse(to.pastAction("x1"))).toEqual({ screen: "pastAction", id: "x1" });
  });
});

describe("a time", () => {
  // 15.46 in the Netherlands.
  const now = new Date("2026-03-02T14:46:30Z");
  it.each([
    ["1540", "2026-03-02T14:40:00.000Z"],
    ["15.40", "2026-03-02T14:40:00.000Z"],
    ["9:05 uur", "2026-03-02T08:05:00.000Z"],
    ["2350", "2026-03-01T22:50:00.000Z"],
    ["1547", "2026-03-02T14:47:00.000Z"],
  ])("%s is the last moment at which it was that late, or one of this hour", (text, at) => {
    expect(parseTime(text, now)?.toISOString()).toBe(at);
  });
  it.each(["", "1575", "2460", "soon", "15400"])("%s is none", (text) =>
    expect(parseTime(text, now)).toBeNull(),
  );
  it("counts through the night in which the clock is changed", () => {
    expect(parseTime("0130", new Date("2026-03-29T03:00:00Z"))?.toISOString()).toBe(
      "2026-03-29T00:30:00.000Z",
    );
  });
});

describe("how many people that is", () => {
  const proposal = (inArea: Rounded, reachable: Rounded) => ({ inArea, reachable }) as AreaProposal;
  it("calls nobody unwilling who opted in and cannot be reached", () => {
    expect(reached(proposal({ about: 0 }, { about: 0 }), true)).toContain("gaf niemand zich op");
    expect(reached(proposal({ below: 10 }, { about: 0 }), true)).toMatch(
      /minder dan 10.*Niemand is bereikbaar/,
    );
  });
  it("names who is there and who is reached", () => {
    expect(reached(proposal({ about: 700 }, { about: 640 }), false)).toBe(
      "In het gebied: ongeveer 700. Bereikbaar: ongeveer 640.",
    );
  });
});

describe("a place", () => {
  it("is coordinates in either order, a postcode with a number, or words", () => {
    expect(asked("53.2008, 5.7909")).toEqual({ way: "point", location: point(5.7909, 53.2008) });
    expect(asked("5,7909 53,2008")).toEqual({ way: "point", location: point(5.7909, 53.2008) });
    expect(asked("8911ab 12-a")).toEqual({ way: "address", postcode: "8911AB", number: "12-a" });
    expect(asked("Zuiderplein Leeuwarden")).toEqual({ way: "query", query: "Zuiderplein Leeuwarden" });
    expect(asked("x")).toBeNull();
  });
  it("is written so that it can be typed again", () => {
    expect(asked(written(point(5.7909, 53.2008)))).toEqual({
      way: "point",
      location: point(5.7909, 53.2008),
    });
  });
  it("is told without number and postcode: nobody's front door stands in an alert", () => {
    expect(spoken("Zuiderplein 12A, 8911AB Leeuwarden")).toBe("Zuiderplein, Leeuwarden");
    expect(spoken("Goutum, Leeuwarden")).toBe("Goutum, Leeuwarden");
    expect(spoken("Leeuwarden")).toBe("Leeuwarden");
  });
});

describe("a report", () => {
  it("asks for an area only when it can be proposed", () => {
    expect(reportOf(typed({ kind: "robbery" }))).toBeNull();
    const whole = typed({
      kind: "robbery",
      place: { label: "x", location: point(5, 52) },
      seenAt: "2026-03-02T14:40:00Z",
      radius: "2.500",
    });
    expect(reportOf(whole)).toMatchObject({ transport: "unknown", radius: 2_500 });
    // What will be refused takes no proposal away; before sending it is asked about as it stands.
    for (const radius of ["400", "30000"]) {
      expect(reportOf({ ...whole, radius }, largestOf("dispatcher"))).not.toHaveProperty("radius");
      expect(reportOf({ ...whole, radius })).toHaveProperty("radius", Number(radius));
    }
    expect(reportOf({ ...whole, radius: "30000" }, largestOf("supervisor"))).toHaveProperty("radius", 30_000);
  });
  it("has only what somebody filled in", () => {
    expect(descriptionOf(typed({ kind: "missing-child" }))).toEqual({ summary: "Kind vermist" });
    expect(descriptionOf(typed({ kind: "robbery", person: { hair: " kort ", face: " " } }))).toEqual({
      summary: "Overval",
      person: { sex: "unknown", hair: "kort" },
    });
  });
  it("proposes a title, and keeps the dispatcher's own", () => {
    expect(proposedTitle(typed({ kind: "missing-child", sex: "girl", ageFrom: "6" }))).toBe(
      "Meisje van 6 jaar vermist",
    );
    expect(proposedTitle(typed({ kind: "missing-adult", sex: "man", ageFrom: "70", ageTo: "80" }))).toBe(
      "Man vermist",
    );
    expect(descriptionOf(typed({ kind: "robbery", summary: "Overval op winkel" })).summary).toBe(
      "Overval op winkel",
    );
  });
  it("says what cannot be read, at a control that exists", () => {
    const wrong = unreadable(
      typed({
        seenTyped: "2575",
        sought: "Delft",
        radius: "veel",
        ageFrom: "zes",
        vehicle: { colour: "rood" },
      }),
    );
    expect(wrong).toEqual({
      kind: "problem.kind",
      location: "problem.search",
      "description.lastSeenAt": "problem.time",
      radius: "problem.radius",
      "description.person.ageFrom": "problem.number",
      "description.vehicle.type": "problem.vehicleType",
    });
    for (const name of Object.keys(wrong)) expect(CONTROLS).toHaveProperty([name]);
  });
  it("is too large for a dispatcher, and needs a reason of a supervisor", () => {
    expect(sizeOf({ about: 700 }, 25_000, "dispatcher")).toBe("small");
    expect(sizeOf({ about: 25_000 }, 25_000, "dispatcher")).toBe("edge");
    expect(sizeOf({ about: 31_000 }, 25_000, "dispatcher")).toBe("refused");
    expect(sizeOf({ about: 31_000 }, 25_000, "supervisor")).toBe("reason");
  });
});

it("a session is called by what one sees on the device", () => {
  expect(device("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36")).toBe(
    "Chrome, Windows",
  );
  expect(device(null)).toBeNull();
});
