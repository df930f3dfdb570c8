import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("src/ui/tokens.css", "utf8");
const [light = "", dark = ""] = css.split("@media (prefers-color-scheme: dark)");

const colours = (part: string) =>
  Object.fromEntries(
    [...part.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const TEXT: [string, string][] = [
  ["ink", "paper"],
  ["ink", "mist"],
  ["quiet", "paper"],
  ["quiet", "mist"],
  ["blue", "paper"],
  ["blue", "mist"],
  ["on-blue", "blue"],
  ["amber", "amber-ground"],
  ["red", "paper"],
  ["on-red", "red"],
  ["green", "paper"],
  ["green", "green-ground"],
  ["quiet", "green-ground"],
  ["blue", "green-ground"],
  ["purple", "purple-ground"],
  ["paper", "purple"],
];

describe.each([
  ["light", colours(light)],
  ["dark", { ...colours(light), ...colours(dark) }],
])("%s", (_, theme) => {
  it.each(TEXT)("%s is read well on %s", (text, ground) => {
    expect(contrast(theme[text] ?? "", theme[ground] ?? "")).toBeGreaterThanOrEqual(text === "amber" ? 6 : 7);
  });

  it("the edges of fields and lines are seen", () => {
    expect(contrast(theme.line ?? "", theme.paper ?? "")).toBeGreaterThanOrEqual(3);
    expect(contrast(theme.line ?? "", theme.mist ?? "")).toBeGreaterThanOrEqual(3);
  });
});
