// The rooms of src/ and who may use whom: products are siblings over what they share, and imports point downwards.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { expect, it } from "vitest";

const SHARED = ["api", "device", "i18n", "places", "ui", "alerts"];

/** What the files of a room may import besides each other. */
const BELOW: Record<string, string[]> = {
  api: [],
  device: ["api"],
  i18n: ["api"],
  places: ["api", "device", "i18n"],
  ui: ["api", "device", "i18n"],
  alerts: ["api", "device", "i18n", "places", "ui"],
  app: SHARED,
  kiosk: SHARED,
  "control-room": SHARED,
  worker: ["api", "device", "alerts"],
};

/** The words of values, which the server's messages and pages read too. */
const VOCABULARY = /^\.\.\/\.\.\/backend\/data\/vocabulary\.(nl|en)\.json$/;

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(tsx?|css)$/.test(name))
  .sort();
const roomOf = (path: string) => path.split("/")[0] ?? "";

/** What `name` imports of ours, types and styles too, at once or later. */
function importsOf(name: string): string[] {
  const found = readFileSync(`src/${name}`, "utf8").matchAll(
    /(?:\bfrom|\bimport|\bimport\(|@import)\s*["'`](\.[^"'`?]+)/g,
  );
  return [...found].map(([, path = ""]) => join(dirname(name), path));
}

const allowed = (by: string, path: string) =>
  roomOf(path) === by ||
  (by === "i18n" && VOCABULARY.test(path)) ||
  ((BELOW[by] ?? []).includes(roomOf(path)) && !(by === "worker" && path.startsWith("alerts/view/")));

it("every file stands in a room", () => {
  const strays = files.filter((name) => !(roomOf(name) in BELOW));
  expect(strays).toEqual(["ambient.d.ts"]);
});

it.each(Object.keys(BELOW))("%s imports only what stands below it", (room) => {
  const own = files.filter((name) => roomOf(name) === room);
  expect(own).not.toEqual([]);
  const wrong = own.flatMap((name) =>
    importsOf(name)
      .filter((path) => !allowed(room, path))
      .map((path) => `${name} imports ${path}`),
  );
  expect(wrong).toEqual([]);
});

it("imports are seen, whichever way they are written", () => {
  expect(importsOf("app/App.tsx")).toContain("app/chunks/participant");
  expect(importsOf("control-room/phone/PhonePreview.tsx")).toContain("alerts/view/phone.css");
  expect(importsOf("kiosk/kiosk.css")).toContain("ui/map/map.css");
  expect(importsOf("kiosk/main.tsx")).toContain("ui/tokens.css");
});

it("no two names differ only by case: on many a machine they are one", () => {
  const seen = new Map<string, string>();
  for (const name of files) {
    const same = name.replace(/\.tsx?$/, "").toLowerCase();
    expect(seen.get(same) ?? name, `${seen.get(same)} and ${name}`).toBe(name);
    seen.set(same, name);
  }
});
