import { describe, expect, it } from "vitest";
import { caller, Problem, secret, Unreachable } from "../../src/shared/api";

type Asked = { path: string; init: RequestInit };

function server(answer: () => Response | Promise<Response>) {
  const asked: Asked[] = [];
  const strange: number[] = [];
  const call = caller({
    fetch: async (path, init) => {
      asked.push({ path: String(path), init: init ?? {} });
      return answer();
    },
    token: async () => "TOKEN",
    strange: () => strange.push(1),
  });
  return { asked, strange, call };
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
    expect(error).toMatchObject({ status: 422, detail: "No.", errors, retryAfter: 7 });
  });

  it("refused by something that speaks no JSON is still a refusal", async () => {
    const { call } = server(() => new Response("<h1>502</h1>", { status: 502 }));
    expect(await call("GET", "/v1/x").catch((e) => e)).toMatchObject({ status: 502 });
  });

  it("without an answer is unreachable", async () => {
    const { call } = server(() => Promise.reject(new TypeError("network")));
    expect(await call("GET", "/v1/x").catch((e) => e)).toBeInstanceOf(Unreachable);
  });

  it("tells when the token is no longer known, and only then", async () => {
    const { call, strange } = server(() => refused(401));
    await call("GET", "/v1/x", { anonymous: true }).catch(() => undefined);
    expect(strange).toHaveLength(0);
    await call("GET", "/v1/x").catch(() => undefined);
    expect(strange).toHaveLength(1);
  });
});

it("a secret is 22 base64url characters, never twice the same", () => {
  const secrets = new Set(Array.from({ length: 100 }, () => secret()));
  expect(secrets.size).toBe(100);
  for (const made of secrets) expect(made).toMatch(/^[\w-]{22}$/);
});
