import { expect, it } from "vitest";
import { says } from "../../src/i18n/kiosk";
import { inFours } from "../../src/i18n/text";
import { accepted, inName, inNumber, inPostcode } from "../../src/kiosk/allowed-keys";
import { attention, CODE_PATIENCE, PATIENCE, WARNING } from "../../src/kiosk/idle";
import { typed } from "../../src/kiosk/server";

it("after a minute without a touch the visitor is warned, half a minute later everything is cleared", () => {
  expect(attention(0, PATIENCE - 1)).toEqual({ state: "here" });
  expect(attention(0, PATIENCE)).toEqual({ state: "warned", seconds: 30 });
  expect(attention(0, PATIENCE + WARNING - 1)).toEqual({ state: "warned", seconds: 1 });
  expect(attention(0, PATIENCE + WARNING)).toEqual({ state: "gone" });
  expect([PATIENCE, WARNING]).toEqual([60_000, 30_000]);
});

it("beside a code there is time to take a phone out and finish on it", () => {
  expect(CODE_PATIENCE).toBe(240_000);
  expect(attention(0, CODE_PATIENCE - 1, CODE_PATIENCE)).toEqual({ state: "here" });
  expect(attention(0, CODE_PATIENCE, CODE_PATIENCE)).toEqual({ state: "warned", seconds: 30 });
  expect(attention(0, CODE_PATIENCE + WARNING, CODE_PATIENCE)).toEqual({ state: "gone" });
});

it("a tablet that slept shows nothing of who stood there before", () => {
  expect(attention(0, 8 * 3600_000)).toEqual({ state: "gone" });
});

it("only what can become a postcode can be typed", () => {
  expect(["8911ab", "0911AB", "89AB11", "8911ABC", "8-9 11 a b"].map((t) => accepted(inPostcode, t))).toEqual(
    ["8911AB", "911", "8911", "8911AB", "8911AB"],
  );
});

it("a house number begins with a number and may have more behind it", () => {
  expect(["12", "a12", "12a", "12--1", "012", "123456"].map((t) => accepted(inNumber, t))).toEqual([
    "12",
    "12",
    "12A",
    "12-1",
    "12",
    "12345",
  ]);
});

it("a place's name has no digits", () => {
  expect(accepted(inName, "den haag 2")).toBe("DEN HAAG ");
});

it("a code stands in groups of four, an address as people type it", () => {
  expect(inFours("ABCDEFGH")).toBe("ABCD EFGH");
  expect(typed("https://burgernet.example/koppel#ABCDEFGH")).toBe("burgernet.example/koppel");
});

it("every sentence of the kiosk is short", () => {
  const say = says("nl");
  for (const key of [
    "consent.one",
    "consent.two",
    "consent.three",
    "consent.four",
    "offline.text",
  ] as const) {
    for (const sentence of say(key).split(". ")) expect(sentence.split(" ").length).toBeLessThan(15);
  }
});
