// A larger area: which sizes are offered, and what is said of a typed one before the server refuses it. Pure.

const STEP = 100;

/** Half as large again, twice, three times; rounded up to 100 m, none beyond what this role may ask. */
export function sizes(radius: number, most: number): number[] {
  const offered = [1.5, 2, 3].map((times) => Math.min(most, Math.ceil((radius * times) / STEP) * STEP));
  return [...new Set(offered)].filter((size) => size > radius);
}

export type RadiusProblem =
  | { key: "larger.notNumber" }
  | { key: "larger.notLarger"; radius: number }
  | { key: "larger.tooLarge"; most: number };

/** What a typed radius says, or why it cannot be; null while nothing is typed. */
export function read(typed: string, radius: number, most: number): number | RadiusProblem | null {
  // 1.500 and 1 500 are what people type for fifteen hundred.
  const plain = typed.trim().replace(/[.\s](?=\d{3}\b)/g, "");
  if (plain === "") return null;
  if (!/^\d{1,6}$/.test(plain)) return { key: "larger.notNumber" };
  const metres = Number(plain);
  if (metres <= radius) return { key: "larger.notLarger", radius };
  return metres > most ? { key: "larger.tooLarge", most } : metres;
}
