import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { caller, Problem } from "../../src/api/client";

const files = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => [file, readFileSync(`src/${file}`, "utf8")] as const);

/** A sentence of the server's read with a pattern, or shown. */
const READ = [
  /\b(?:error|problem|caught|refused|said|answer)\b[^\n;]*\.detail\b/,
  /\.(?:test|exec)\((?:[\w.?]+\.)?(?:detail|message)\)/,
  /\bdetail\b\??\.(?:match|matchAll|includes|startsWith|replace|split|search)\(/,
  /errors\[0\]\??\.detail/,
];

it("no file reads the server's sentences to know what was refused", () => {
  expect(files.length).toBeGreaterThan(150);
  const readers = files.filter(([, text]) => READ.some((pattern) => pattern.test(text)));
  // The client puts it in the error's own message, for whoever looks at a console.
  expect(readers.map(([file]) => file)).toEqual(["api/client.ts"]);
});

it("a refusal brings its code and values, and no sentence that a screen could show", async () => {
  const body = {
    detail: "The radius is between 500 and 25000 m.",
    code: "radius-limits",
    values: { smallest: 500, largest: 25_000 },
    errors: [
      { field: "radius", detail: "…", code: "radius-limits", values: { smallest: 500, largest: 25_000 } },
    ],
  };
  const problem = await refusedWith(body);
  expect(problem.coded).toEqual({ code: "radius-limits", values: body.values });
  expect(problem.errors[0]).toMatchObject({ field: "radius", code: "radius-limits", values: body.values });
  expect(problem).not.toHaveProperty("detail");
});

it("a server before 1.1.0 tells fields without codes", async () => {
  const problem = await refusedWith({ detail: "No.", errors: [{ field: "radius", detail: "No." }] });
  expect(problem.coded).toEqual({});
  expect(problem.errors[0]?.field).toBe("radius");
});

async function refusedWith(body: unknown): Promise<Problem> {
  const answer = new Response(JSON.stringify(body), { status: 422 });
  const call = caller({ fetch: async () => answer, token: async () => undefined });
  const error = await call("GET", "/").catch((caught: unknown) => caught);
  if (!(error instanceof Problem)) throw new Error("That was no refusal.");
  return error;
}
