// The styles of all screens and pages: each rule in its layer, colours from the tokens alone, nothing left over.

import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const PAGES = "../backend/templates";
const list = (root: string, ending: RegExp) =>
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name))
    .map((name) => `${root}/${name}`);

const plain = (name: string) => readFileSync(name, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
const sheets = [...list("src", /\.css$/), ...list(PAGES, /\.css$/)];
const LAYERS = ["tokens", "base", "controls", "screens"];
/** What stands at the top of a file: not within any braces. */
function topOf(css: string): string[] {
  let depth = 0;
  let text = "";
  for (const letter of css) {
    if (letter === "}") depth--;
    if (depth === 0 && letter !== "}") text += letter;
    if (letter === "{") depth++;
  }
  return text
    .split(/[{;]/)
    .map((part) => part.trim())
    .filter(Boolean);
}

it("every rule stands in one of four layers, so that a screen never has to outbid a control", () => {
  const stray = sheets.flatMap((name) =>
    topOf(plain(name))
      .filter((part) => !/^@import /.test(part) && !LAYERS.some((layer) => part === `@layer ${layer}`))
      .filter((part) => !/^@layer (\w+, )+\w+$/.test(part))
      .map((part) => `${name}: ${part}`),
  );
  expect(stray).toEqual([]);
  expect(topOf(plain("src/ui/tokens.css"))[0]).toBe(`@layer ${LAYERS.join(", ")}`);
});

it("colours are those of the tokens", () => {
  const raw = sheets
    .filter((name) => !name.endsWith("/tokens.css"))
    .flatMap((name) =>
      // On paper there are no tokens for ink but black.
      [...plain(name).matchAll(/^\s+[\w-]+:[^;{]*(#[\da-f]{3,8}\b|rgba?\()/gim)].map(
        ([rule]) => `${name}: ${rule.trim()}`,
      ),
    )
    .filter((rule) => !/pages\.css: --/.test(rule));
  expect(raw).toEqual([]);
});

it("no rule is for what no element is called", () => {
  const sources = [
    ...list("src", /\.tsx?$/),
    ...list(PAGES, /\.html$/),
    ...list("../backend/svg", /\.py$/),
    ...list("../backend/routes/public", /\.py$/),
  ]
    .map((name) => readFileSync(name, "utf8"))
    .join("\n");
  const words = new Set(sources.match(/[\w-]+/g));
  const unused = sheets.flatMap((name) =>
    [...new Set([...plain(name).matchAll(/\.([a-z][\w-]*)(?=[^{};]*\{)/g)].map(([, called = ""]) => called))]
      // Leaflet's own, names made of a value (link-ok), and file endings.
      .filter((called) => !/^(leaflet-|ring-\d|link-|css$)/.test(called) && !words.has(called))
      .map((called) => `${name}: .${called}`),
  );
  expect(unused).toEqual([]);
});
