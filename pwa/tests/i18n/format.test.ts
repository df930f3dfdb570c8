// @vitest-environment happy-dom
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { learn, speak } from "../../src/i18n/app";
import { ago, distance, moment, radius } from "../../src/i18n/format";

const NOW = new Date("2026-03-02T14:46:00Z");
const since = (minutes: number) => new Date(+NOW - minutes * 60_000);

beforeAll(() => learn("alerts"));
afterEach(() => speak("nl"));

describe("how long ago", () => {
  it.each([
    [0.5, "zojuist (15.45\u00a0uur)"],
    [1, "1 minuut geleden (15.45\u00a0uur)"],
    [6, "6 minuten geleden (15.40\u00a0uur)"],
    [59, "59 minuten geleden (14.47\u00a0uur)"],
    [60, "1\u00a0uur geleden (14.46\u00a0uur)"],
    [150, "2\u00a0uur geleden (13.16\u00a0uur)"],
    [16 * 60, "gisteren om 23.46\u00a0uur"],
    [3 * 24 * 60, "op 27 februari om 15.46\u00a0uur"],
    [-2, "zojuist (15.48\u00a0uur)"],
  ])("%d minutes", (minutes, words) => {
    expect(ago(since(minutes), NOW)).toBe(words);
  });

  it("in English", async () => {
    await speak("en");
    expect(ago(since(6), NOW)).toBe("6 minutes ago (15:40)");
    expect(ago(since(3 * 24 * 60), NOW)).toBe("on 27 February at 15:46");
  });

  it("by the clock of Amsterdam, in summer too", () => {
    const summer = new Date("2026-07-02T13:46:00Z");
    expect(ago(new Date("2026-07-02T13:40:00Z"), summer)).toBe("6 minuten geleden (15.40\u00a0uur)");
  });
});

it("a moment is today, tomorrow, yesterday or on a day", () => {
  expect(moment(since(-30), NOW)).toBe("vandaag om 16.16\u00a0uur");
  expect(moment(since(-24 * 60), NOW)).toBe("morgen om 15.46\u00a0uur");
  expect(moment(since(24 * 60), NOW)).toBe("gisteren om 15.46\u00a0uur");
  expect(moment(since(-7 * 24 * 60), NOW)).toBe("op 9 maart om 15.46\u00a0uur");
  expect(moment(since(100 * 24 * 60), NOW)).toBe("op 22 november 2025 om 15.46\u00a0uur");
});

describe("how far away", () => {
  it.each([
    [0, "vlak bij u"],
    [100, "ongeveer 100\u00a0m van u"],
    [700, "ongeveer 700\u00a0m van u"],
    [1_000, "ongeveer 1\u00a0km van u"],
    [1_200, "ongeveer 1,2\u00a0km van u"],
    [12_300, "ongeveer 12\u00a0km van u"],
  ])("%d m", (metres, words) => {
    expect(distance(metres)).toBe(words);
  });

  it("in English", async () => {
    await speak("en");
    expect(distance(1_200)).toBe("about 1.2\u00a0km from you");
  });

  it("the radius likewise", () => {
    expect([radius(500), radius(1_500), radius(25_000)]).toEqual(["500\u00a0m", "1,5\u00a0km", "25\u00a0km"]);
  });
});
