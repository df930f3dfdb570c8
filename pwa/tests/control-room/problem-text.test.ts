// @vitest-environment happy-dom
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import {
  byField,
  factorRefusal,
  ofText,
  signInRefusal,
  WORDS,
  whole,
} from "../../src/control-room/problem-text";
import { Problem, Unreachable } from "../../src/control-room/server";
import { t } from "../../src/i18n/room";
import { PROSE } from "../fakes";

const CODES = readFileSync("../tests/domain/refusal_codes.txt", "utf8").trim().split("\n");
const no = (status: number, code?: string, values = {}) =>
  new Problem(status, PROSE, [], null, code ? { code, values } : {});

it("knows only codes that the server has", () => {
  expect(CODES.length).toBeGreaterThan(50);
  expect(CODES).toEqual(expect.arrayContaining(Object.keys(WORDS)));
});

it("a refusal is said in Dutch, with its names and numbers", () => {
  expect(whole(no(403, "another-region", { name: "Delft" }))).toBe(
    "Delft ligt niet in uw regio. Bel de andere meldkamer.",
  );
  expect(whole(no(409, "large-action", { largest: 25_000 }))).toContain("Meer dan 25.000 deelnemers");
  expect(whole(no(422, "too-many-bytes", { over: 12, largest: 2_048 }))).toContain("12 tekens te lang");
  expect(whole(no(422, "not-clear", { needed: 3, given: 0 }))).toBe(
    "Vul minstens 3 kenmerken in; nu zijn het er 0.",
  );
});

it("what is needed is said as its field asks it", () => {
  const needed = (field: string) => byField([{ field, code: "needed" }])[field];
  expect(needed("location")).toBe("Vul in waar het gebeurde.");
  expect(needed("description.lastSeenAt")).toBe("Vul in wanneer het was.");
  expect(needed("description.summary")).toBe("Vul dit in.");
});

it("no code there is leaves a gap, nor a word of English", () => {
  const values = { name: "Delft", needed: 3, given: 1, smallest: 500, largest: 25_000, over: 12 };
  for (const code of [...CODES, "something-new"]) {
    const said = [whole(no(422, code, values)), byField([{ field: "radius", code, values }]).radius];
    for (const words of said) {
      expect(words, code).toMatch(/^[A-Z].+\.$/);
      expect(words, code).not.toMatch(/[{}]|\b(the|is outside|refused?)\b/i);
    }
  }
});

it("of a server that tells no code, the status says enough", () => {
  expect(whole(no(409))).toBe(t("sent.conflict"));
  expect(whole(no(403))).toBe(t("sent.forbidden"));
  expect(whole(no(422))).toBe(t("sent.refused"));
  expect(byField([{ field: "radius" }])).toEqual({ radius: t("sent.refused") });
  // Its sentence, where an old server sends one, is not even looked at.
  const old = [{ field: "radius", detail: PROSE }];
  expect(Object.values(byField(old))).not.toContain(PROSE);
});

it("signing in asks for the code when the server does, and where it can not tell", () => {
  expect(signInRefusal(no(401, "wrong-name-or-password"))).toEqual({ key: "signin.wrong", code: false });
  expect(signInRefusal(no(401, "second-factor-needed"))).toEqual({ key: "signin.codeNeeded", code: true });
  expect(signInRefusal(no(401, "second-factor-wrong"))).toEqual({ key: "signin.codeWrong", code: true });
  expect(signInRefusal(no(401, "code-used-before"))).toEqual({ key: "signin.codeUsed", code: true });
  expect(signInRefusal(no(401, "no-factor-enrolled"))).toEqual({ key: "signin.noFactor", code: false });
  expect(signInRefusal(no(401))).toEqual({ key: "signin.wrong", code: true });
  expect(signInRefusal(no(400, "needed")).key).toBe("signin.incomplete");
  const waits = new Problem(429, "", [], 700);
  expect(signInRefusal(waits)).toMatchObject({ key: "signin.wait", params: { minutes: 12 } });
  expect(signInRefusal(new Unreachable("")).key).toBe("signin.unreachable");
});

it("a step of the second factor says what was wrong", () => {
  expect(factorRefusal(no(401, "code-used-before"), "account.wrongPassword")).toBe("signin.codeUsed");
  expect(factorRefusal(no(401, "wrong-name-or-password"), "account.wrongPassword")).toBe(
    "account.wrongPassword",
  );
  expect(factorRefusal(no(503), "account.wrongCode")).toBe("shell.failed");
  expect(factorRefusal(new Unreachable(""), "account.wrongCode")).toBe("signin.unreachable");
});

it("what leads elsewhere is named for what it is, and is the only thing said while one types", () => {
  const held = (kind: string) => ({ field: "text", code: "contact-details", values: { kind } });
  const kinds = ["web-address", "email-address", "phone-number"];
  const words = kinds.map((kind) => ofText({ messages: [], largest: 0, problems: [held(kind)] }));
  expect(new Set(words).size).toBe(3);
  expect(words).not.toContain(t("sent.refused"));
  expect(ofText({ messages: [], largest: 0, problems: [{ field: "text", code: "too-long" }] })).toBeNull();
  expect(ofText(null)).toBeNull();
});
