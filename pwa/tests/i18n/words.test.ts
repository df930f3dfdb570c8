// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { learn, preferred, speak, wordsOf } from "../../src/i18n/app";

const BOOKS = ["core", "alerts", "joining", "places", "occasional"] as const;

async function book(language: string, name: string): Promise<Record<string, string>> {
  return (await import(`../../src/i18n/${language}/${name}.ts`)).words;
}

const gaps = (text: string) => [...text.matchAll(/\{\w+/g)].map(([gap]) => gap).sort();

describe.each(BOOKS)("the words of %s", (name) => {
  it("are the same in both languages, with the same gaps", async () => {
    const [nl, en] = [await book("nl", name), await book("en", name)];
    expect(Object.keys(en).sort()).toEqual(Object.keys(nl).sort());
    for (const [key, text] of Object.entries(nl)) {
      expect(text.trim(), key).not.toBe("");
      expect(gaps(en[key] ?? ""), key).toEqual(gaps(text));
    }
  });

  it("shout at nobody, and keep to sentences one can read at a glance", async () => {
    for (const language of ["nl", "en"]) {
      for (const [key, text] of Object.entries(await book(language, name))) {
        expect(text, key).not.toContain("!");
        for (const sentence of text.split(/[.:?] /)) {
          expect(sentence.split(/\s+/).length, `${key}: ${sentence}`).toBeLessThanOrEqual(16);
        }
      }
    }
  });
});

it("in English only who phones calls: what comes in is an alert", async () => {
  for (const name of BOOKS) {
    const dutch = await book("nl", name);
    for (const [key, text] of Object.entries(await book("en", name))) {
      if (/\bcalls?\b/i.test(text)) expect(dutch[key], key).toMatch(/\bbelt?\b/i);
      if (/\boproep/i.test(dutch[key] ?? "")) expect(text, key).toMatch(/\b(alerts?|them)\b/i);
    }
  }
});

it("a position is said to count until it is a day old, not to be gone once the app is closed", async () => {
  const told = {
    alerts: "chain.position.known",
    joining: "join.where.liveWhy",
    occasional: "settings.positionText",
  };
  const lasting = { nl: /hooguit een dag/, en: /a day at most/ };
  for (const language of ["nl", "en"] as const) {
    for (const [name, key] of Object.entries(told)) {
      const text = (await book(language, name))[key];
      expect(text).toMatch(lasting[language]);
      expect(text).not.toMatch(/alleen bekend|known only|only known/i);
    }
  }
});

it("addresses are said to count always, unless somebody was elsewhere a short while ago", async () => {
  const [always, unless] = [
    /(tel(t|len)( thuis en werk)? (altijd|ook))|count(s)? too|always counts/i,
    /kort geleden ergens anders|elsewhere a short while ago/,
  ];
  for (const language of ["nl", "en"]) {
    const [more, joining, places, alarm] = await Promise.all(
      ["occasional", "joining", "places", "alerts"].map((name) => book(language, name)),
    );
    const told = [
      more?.["settings.positionText"],
      joining?.["join.where.liveWhy"],
      places?.["place.homeWhy"],
      places?.["place.workWhy"],
    ];
    for (const text of told) {
      expect(text).toMatch(always);
      expect(text).toMatch(unless);
    }
    expect(more?.["settings.also"]).toMatch(unless);
    expect(alarm?.["chain.position.known"]).toMatch(/thuis en werk ook mee|home and work count too/);
    // The rule before: an address stood in for a position that was missing.
    for (const text of Object.values({ ...more, ...joining, ...places, ...alarm }))
      expect(text).not.toMatch(/in plaats van thuis|instead of home|ouder dan een dag|older than a day/);
  }
});

it("the phone's language is spoken, when it is ours", () => {
  expect(preferred(["nl-BE", "en"])).toBe("nl");
  expect(preferred(["fr", "en-GB", "nl"])).toBe("en");
  expect(preferred(["pl", "de"])).toBe("nl");
  expect(preferred([])).toBe("nl");
});

it("changing the language changes every book that is open", async () => {
  const t = wordsOf("joining");
  await learn("joining");
  expect(t("join.next")).toBe("Ga verder");
  await speak("en");
  expect(t("join.next")).toBe("Continue");
  expect(t("join.step", { n: 2 })).toBe("2 of 3");
  expect(document.documentElement.lang).toBe("en");
  await speak("nl");
});
