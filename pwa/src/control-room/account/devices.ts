// What a browser calls itself, in words one recognises: "Firefox, Windows". Pure.

const BROWSERS: [RegExp, string][] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrom(e|ium)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/Windows/, "Windows"],
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Macintosh/, "macOS"],
  [/Linux/, "Linux"],
];

/** null when it says nothing we know. */
export function device(agent: string | null): string | null {
  const named = [BROWSERS, SYSTEMS].map((known) => known.find(([sign]) => sign.test(agent ?? ""))?.[1]);
  return named.filter(Boolean).join(", ") || null;
}
