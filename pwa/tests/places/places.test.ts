import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { houseNumber, postcode } from "../../src/places/address";
import { names, search } from "../../src/places/names";

it("a postcode is read as people type it", () => {
  expect(["8911ab", " 8911 AB ", "1234AB"].map(postcode)).toEqual(["8911 AB", "8911 AB", "1234 AB"]);
  expect(["0911AB", "8911", "8911 A1", ""].map(postcode)).toEqual([null, null, null, null]);
});

it("a house number may have something behind it", () => {
  expect(["12", "12a", "12-1", "12 bis"].map(houseNumber)).toEqual(["12", "12a", "12-1", "12 bis"]);
  expect(["", "a", "12; drop"].map(houseNumber)).toEqual([null, null, null]);
});

it("the list of places holds the country, each where it lies", async () => {
  const places = await names();
  expect(places.length).toBeGreaterThan(1_400);
  const [leeuwarden] = search(places, "leeuwarden");
  expect(leeuwarden).toMatchObject({ name: "Leeuwarden", municipality: "Leeuwarden" });
  expect(leeuwarden?.location.coordinates[0]).toBeCloseTo(5.8, 1);
  expect(leeuwarden?.location.coordinates[1]).toBeCloseTo(53.2, 1);
  for (const { location } of places) {
    const [longitude, latitude] = location.coordinates;
    expect(longitude > 3.2 && longitude < 7.3 && latitude > 50.7 && latitude < 53.7).toBe(true);
  }
});

it("a place is found by its beginning, with or without signs, the exact one first", async () => {
  const places = await names();
  const found = (typed: string) => search(places, typed).map(({ name }) => name);
  expect(found("EDE")[0]).toBe("Ede");
  expect(found("s-hertogenbosch")[0]).toMatch(/Hertogenbosch/);
  expect(found("dantumadiel").length).toBeGreaterThan(1);
  expect(found("x")).toEqual([]);
  expect(found("qqqq")).toEqual([]);
});

const CASES = JSON.parse(readFileSync("../tests/support/addresses.json", "utf8")) as Record<
  "numbers" | "postcodes",
  Record<string, string | null>
>;

it.each(Object.entries(CASES.numbers))("house number %j is read as the server reads it", (typed, read) => {
  expect(houseNumber(typed)).toBe(read);
});

it.each(Object.entries(CASES.postcodes))("postcode %j is read as the server reads it", (typed, read) => {
  expect(postcode(typed)).toBe(read);
});
