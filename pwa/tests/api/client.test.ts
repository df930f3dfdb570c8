import { describe, expect, it } from "vitest";
import { caller, Problem, secret, Unreachable } from "../../src/api/client";

type Asked = { path: string; init: RequestInit };

const OURS = { "API-Version": "1.1.0" };

function server(answer: () => Response | Promise<Response>) {
  const asked: Asked[] = [];
  const strange: number[] = [];
  const known: number[] = [];
  const call = caller({
    fetch: async (path, init) => {
      asked.push({ path: String(path), init: init ?? {} });
      return answer();
    },
    token: async () => "TOKEN",
    strange: () => strange.push(1),
    known: () => known.push(1),
  });
  return { asked, strange, known, call };
}

const refused = (status: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });

describe("a call", () => {
  it("carries the token, the key and JSON", async () => {
    const { asked, call } = server(() => Response.json({ ok: true }));
    expect(await call("POST", "/v1/x", { body: { a: 1 }, key: "k" })).toEqual({ ok: true });
    expect(asked[0]?.init).toMatchObject({
      method: "POST",
      body: '{"a":1}',
      cache: "no-store",
      headers: { Authorization: "Bearer TOKEN", "Idempotency-Key": "k", "Content-Type": "application/json" },
    });
  });

  it("made as anyone carries no token", async () => {
    const { asked, call } = server(() => Response.json({}));
    await call("GET", "/v1/vapid-key", { anonymous: true });
    expect(asked[0]?.init.headers).not.toHaveProperty("Authorization");
  });

  it("refused says status, fields and how long to wait", async () => {
    const errors = [{ field: "places.home", detail: "outside" }];
    const { call } = server(() => refused(422, { detail: "No.", errors }, { "Retry-After": "7" }));
    const error = await call("POST", "/v1/x").catch((e) => e);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ status: 422, message: "422 No.", errors, retryAfter: 7 });
  });

  it("refused by something that speaks no JSON is still a refusal", async () => {
    const { call } = server(() => new Response("<h1>502</h1>", { status: 502 }));
    expect(await call("GET", "/v1/x").catch((e) => e)).toMatchObject({ status: 502 });
  });

  it("without an answer is unreachable", async () => {
    const { call } = server(() => Promise.reject(new TypeError("network")));
    expect(await call("GET", "/v1/x").catch((e) => e)).toBeInstanceOf(Unreachable);
  });

  it("tells whether the token is known, when the server itself says so of this phone's own", async () => {
    const no = server(() => refused(401, {}, OURS));
    await no.call("GET", "/v1/x", { anonymous: true }).catch(() => undefined);
    await no.call("GET", "/v1/x", { token: "ANOTHER" }).catch(() => undefined);
    expect(no.strange).toHaveLength(0);
    await no.call("GET", "/v1/x").catch(() => undefined);
    expect([no.strange.length, no.known.length]).toEqual([1, 0]);
    const yes = server(() => Response.json({}, { headers: OURS }));
    await yes.call("GET", "/v1/x", { anonymous: true });
    await yes.call("GET", "/v1/x", { token: "ANOTHER" });
    expect(yes.asked.at(-1)?.init.headers).toMatchObject({ Authorization: "Bearer ANOTHER" });
    expect(yes.known).toHaveLength(0);
    await yes.call("GET", "/v1/x");
    expect([yes.strange.length, yes.known.length]).toEqual([0, 1]);
  });

  it("that a proxy refuses reached no server, and says nothing of the token", async () => {
    const { call, strange } = server(() => refused(401));
    expect(await call("GET", "/v1/x").catch((e) => e)).toBeInstanceOf(Unreachable);
    expect(strange).toHaveLength(0);
    const between = server(() => Response.json({}));
    await between.call("GET", "/v1/x");
    expect(between.known).toHaveLength(0);
  });
});

it("a secret is 22 base64url characters, never twice the same", () => {
  const secrets = new Set(Array.from({ length: 100 }, () => secret()));
  expect(secrets.size).toBe(100);
  for (const made of secrets) expect(made).toMatch(/^[\w-]{22}$/);
});
