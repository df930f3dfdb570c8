import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isKey, t } from "../../src/i18n/room";

const ROOT = "src/control-room";
const BOOKS = ["room-shell", "room-start", "room-live"];

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
        for (const sentence of text.split(/[.:?;] /)) {
          expect(sentence.split(/\s+/).length, `${key}: ${sentence}`).toBeLessThanOrEqual(16);
        }
      }
    }
  });
});

it("of one there is one", () => {
  expect(t("nudge.expiring", { minutes: 1 })).toContain("over 1 minuut af");
  expect(t("end.send", { count: "1" })).toBe("Beëindig en vertel het 1 deelnemer");
  expect(t("end.send", { count: "1.345" })).toBe("Beëindig en vertel het 1.345 deelnemers");
});

it("the trail of an action has words for all that is done to one", () => {
  const acts = readdirSync("../backend/domain/actions")
    .filter((name) => name.endsWith(".py"))
    .flatMap((name) => [
      ...readFileSync(`../backend/domain/actions/${name}`, "utf8").matchAll(
        /audit\.record\([^"]*"([a-z]+-[a-z-]+)"/g,
      ),
    ])
    .map(([, act]) => act ?? "");
  expect(acts).toContain("action-started");
  expect(acts.length).toBeGreaterThan(4);
  for (const act of acts) expect(isKey(`act.${act}`), act).toBe(true);
});

it("a melding is a tip and nothing else", async () => {
  for (const name of BOOKS) {
    const said = Object.entries(await book("nl", name)).filter(([, text]) => /\bmelding/i.test(text));
    const others = said.map(([key]) => key).filter((key) => !/tip/i.test(key));
    expect(others, name).toEqual([]);
  }
});

it("every word is said somewhere", async () => {
  const sources = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(`${ROOT}/${name}`, "utf8"))
    .join("\n");
  for (const name of BOOKS) {
    for (const key of Object.keys(await book("nl", name))) {
      const [shelf = "", ...rest] = key.split(".");
      // Made of a value of the server's: `kind.${kind}`.
      const made = `\`${[shelf, ...rest.slice(0, -1)].join(".")}.\${`;
      expect(sources.includes(`"${key}"`) || sources.includes(made), key).toBe(true);
    }
  }
});
