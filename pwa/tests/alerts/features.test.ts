// @vitest-environment happy-dom
import { beforeAll, expect, it } from "vitest";
import { features } from "../../src/alerts/view/features";
import { learn, wordsOf } from "../../src/i18n/app";

const t = wordsOf("alerts");

beforeAll(() => learn("alerts"));

const read = (description: Parameters<typeof features>[0]) =>
  features(description).map(({ name, text }) => `${t(name)}: ${text}`);

it("stand in signalement order, the empty ones left out", () => {
  expect(
    read({
      summary: "x",
      direction: "centrum",
      vehicle: { type: "fiets", colour: "blauw", plate: "" },
      person: {
        sex: "girl",
        ageFrom: 6,
        lengthCm: 120,
        belongings: "rugzak",
        clothing: "rode jas",
        hair: "blond",
      },
    }),
  ).toEqual([
    "Persoon: meisje",
    "Leeftijd: 6 jaar",
    "Lengte: ongeveer 1,20\u00a0m",
    "Haar: blond",
    "Kleding: rode jas",
    "Bij zich: rugzak",
    "Voertuig: fiets",
    "Kleur: blauw",
    "Richting: centrum",
  ]);
});

it("say an age as it is known", () => {
  const age = (person: object) => read({ summary: "x", person: { sex: "unknown", ...person } });
  expect(age({ ageFrom: 20, ageTo: 25 })).toEqual(["Leeftijd: 20 tot 25 jaar"]);
  expect(age({ ageTo: 25 })).toEqual(["Leeftijd: tot 25 jaar"]);
  expect(age({ ageFrom: 20, ageTo: 20 })).toEqual(["Leeftijd: 20 jaar"]);
  expect(age({})).toEqual([]);
});
