// Calls the server. Used by the pages and the worker; only here is it known how a refusal looks.

import { learn } from "./clock";

export interface Refusal {
  field: string;
  detail: string;
}

/** The server answered, with a refusal. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly errors: Refusal[] = [],
    readonly retryAfter: number | null = null,
  ) {
    super(`${status} ${detail}`);
  }
}

/** No answer: no network, no server, or too late. What was asked may have happened. */
export class Unreachable extends Error {}

export interface Options {
  body?: unknown;
  /** Idempotency-Key. */
  key?: string;
  anonymous?: boolean;
}

export type Call = <T = void>(method: string, path: string, options?: Options) => Promise<T>;

export interface Around {
  fetch: typeof fetch;
  token: () => Promise<string | undefined>;
  /** Told after every answer how far this phone's clock is ahead. */
  clock?: (ahead: number) => void;
  /** The server no longer knows this token. */
  strange?: () => void;
}

const PATIENCE = 12_000;

export function caller({ fetch, token, clock, strange }: Around): Call {
  return async <T>(method: string, path: string, { body, key, anonymous }: Options = {}) => {
    const headers: Record<string, string> = { Accept: "application/json" };
    const bearer = anonymous ? undefined : await token();
    if (bearer) headers.Authorization = `Bearer ${bearer}`;
    if (key) headers["Idempotency-Key"] = key;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), PATIENCE);
    const sentAt = Date.now();
    try {
      const answer = await fetch(path, {
        method,
        headers,
        signal: limit.signal,
        cache: "no-store",
        credentials: "same-origin",
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      clock?.(learn(answer.headers.get("Date"), sentAt, Date.now()));
      const json = answer.status === 204 ? undefined : await answer.json().catch(() => undefined);
      if (answer.ok) return json as T;
      if (answer.status === 401 && bearer) strange?.();
      throw problem(answer, json);
    } catch (error) {
      throw error instanceof Problem ? error : new Unreachable(String(error));
    } finally {
      clearTimeout(timer);
    }
  };
}

function problem(answer: Response, json: unknown): Problem {
  const said = (typeof json === "object" && json !== null ? json : {}) as Partial<Problem>;
  const wait = Number.parseInt(answer.headers.get("Retry-After") ?? "", 10);
  return new Problem(
    answer.status,
    typeof said.detail === "string" ? said.detail : "",
    Array.isArray(said.errors) ? said.errors : [],
    Number.isNaN(wait) ? null : wait,
  );
}

/** A secret of 22 base64url characters. */
export function secret(
  random: (bytes: Uint8Array<ArrayBuffer>) => void = (bytes) => crypto.getRandomValues(bytes),
) {
  const bytes = new Uint8Array(16);
  random(bytes);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
