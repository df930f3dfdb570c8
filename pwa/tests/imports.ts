// What the files of src/ import, read from their text.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";

export const sourceOf = (name: string) => readFileSync(`src/${name}`, "utf8");

/** The file behind a path as imports write it, or null where it is none of ours. */
export const fileAt = (path: string): string | null =>
  ["", ".ts", ".tsx"]
    .map((end) => path + end)
    .find((name) => /\.\w+$/.test(name) && existsSync(`src/${name}`)) ?? null;

/** What is imported at once from `name`: code, not types or styles. */
export function importedAtOnce(name: string): string[] {
  const found = sourceOf(name).matchAll(/^(?:import|export) (?!type )(?:[^;"]*? from )?"(\.[^"]+)";/gm);
  return [...found]
    .flatMap(([, path = ""]) => fileAt(join(dirname(name), path)) ?? [])
    .filter((file) => /\.tsx?$/.test(file));
}
