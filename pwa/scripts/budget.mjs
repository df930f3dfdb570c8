// Fails the build when a first visit on a bad network would take longer than it may. All sizes are gzip, in bytes.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const OUT = new URL("../dist/", import.meta.url).pathname;
const KB = 1000;

const size = (path) => {
  const content = readFileSync(OUT + path);
  return /\.png$/.test(path) ? content.length : gzipSync(content, { level: 9 }).length;
};
const total = (paths) => paths.reduce((sum, path) => sum + size(path), 0);

const manifest = JSON.parse(readFileSync(`${OUT}.vite/manifest.json`, "utf8"));
const within = (ending) => Object.keys(manifest).find((name) => name.endsWith(ending));

/** A part of the app with all it imports, scripts and styles. */
function fetched(name, seen = new Set(), parts = manifest) {
  const part = parts[name];
  if (!part) throw new Error(`The build has no ${name}.`);
  if (seen.has(part.file)) return seen;
  seen.add(part.file);
  for (const style of part.css ?? []) seen.add(style);
  for (const imported of part.imports ?? []) fetched(imported, seen, parts);
  return seen;
}

// A newcomer's first screen is the first step of joining, in one of the two languages: the larger counts.
const page = readFileSync(`${OUT}index.html`, "utf8");
const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1]);
const first = [...named, ...fetched(within("joining/Joining.tsx"))];
const words = ["nl", "en"].map((language) => [...fetched(within(`i18n/${language}/joining.ts`))]);
const [most] = words.sort((a, b) => total(b) - total(a));
const all = [...new Set([...first, ...most])];
const scripts = all.filter((path) => path.endsWith(".js"));
const styles = all.filter((path) => path.endsWith(".css"));
const rest = ["index.html", "manifest.webmanifest", "icons/mark.svg"];

const kiosk = fetched("kiosk.html", new Set(), JSON.parse(readFileSync(`${OUT}.vite/kiosk.json`, "utf8")));

// All of the control room's scripts, the map and what else is fetched later among them; of the words, one language.
const room = Object.entries(JSON.parse(readFileSync(`${OUT}.vite/control-room.json`, "utf8")));
const roomScripts = [
  ...new Set(room.filter(([name]) => !name.includes("/i18n/en/")).map(([, { file }]) => file)),
].filter((path) => path.endsWith(".js"));

const rows = [
  ["first-load JavaScript", total(scripts), 22 * KB],
  ["service worker", size("sw.js"), 6.5 * KB],
  ["CSS", total(styles), 8 * KB],
  ["kiosk JavaScript", total([...kiosk].filter((path) => path.endsWith(".js"))), 25 * KB],
  ["control room JavaScript", total(roomScripts), 130 * KB],
  ["first load in all", total([...scripts, ...styles, ...rest]), 60 * KB],
];

for (const [what, bytes, limit] of rows) {
  console.log(
    `${bytes > limit ? "OVER " : "     "}${what.padEnd(26)}${String(bytes).padStart(7)} of ${limit}`,
  );
}
if (rows.some(([, bytes, limit]) => bytes > limit)) process.exitCode = 1;
