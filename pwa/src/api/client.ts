// Calls the server. Used by the pages and the worker; only here is it known how a refusal looks.

import { deadline } from "./deadline";
import { learn } from "./server-time";

/** Numbers and names for the words of a screen. */
export type Values = Record<string, number | string>;

/** What was refused. A server before 1.1.0 tells no code: then only the status says what to show. */
export interface Coded {
  code?: string;
  values?: Values;
}

export interface Refusal extends Coded {
  field: string;
}

/** The server answered, with a refusal. Its sentence is for developers, so no screen can get at it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly errors: Refusal[] = [],
    readonly retryAfter: number | null = null,
    readonly coded: Coded = {},
  ) {
    super(`${status} ${detail}`);
  }
}

/** No answer: no network, no server, or too late. What was asked may have happened. */
export class Unreachable extends Error {}

/** Nobody knows whether it happened, or it can still happen. */
export function mayCome(error: unknown): boolean {
  if (!(error instanceof Problem)) return true;
  return error.status >= 500 || error.status === 429 || error.status === 401;
}

export interface Options {
  body?: unknown;
  /** Idempotency-Key. */
  key?: string;
  anonymous?: boolean;
  /** Instead of the one this phone takes part with. */
  token?: string;
}

export type Call = <T = void>(method: string, path: string, options?: Options) => Promise<T>;

export interface Around {
  fetch: typeof fetch;
  token: () => Promise<string | undefined>;
  /** Told after every answer how far this phone's clock is ahead. */
  clock?: (ahead: number) => void;
  /** The server does not know this phone's token. Said by the server itself, not by what stands in between. */
  strange?: () => void;
  /** The server knows this phone's token. */
  known?: () => void;
}

const PATIENCE = 12_000;

export function caller({ fetch, token, clock, strange, known }: Around): Call {
  return async <T>(method: string, path: string, { body, key, anonymous, token: given }: Options = {}) => {
    const headers: Record<string, string> = { Accept: "application/json" };
    const bearer = anonymous ? undefined : (given ?? (await token()));
    if (bearer) headers.Authorization = `Bearer ${bearer}`;
    if (key) headers["Idempotency-Key"] = key;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const sentAt = Date.now();
    try {
      const answer = await fetch(path, {
        method,
        headers,
        signal: deadline(PATIENCE),
        cache: "no-store",
        credentials: "same-origin",
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      clock?.(learn(answer.headers.get("Date"), sentAt, Date.now()));
      const json = answer.status === 204 ? undefined : await answer.json().catch(() => undefined);
      const mine = bearer && !given && answer.headers.has("API-Version");
      if (answer.ok) {
        if (mine) known?.();
        return json as T;
      }
      if (answer.status === 401 && bearer) {
        if (mine) strange?.();
        // A proxy that wants to know who asks: the server was not reached.
        else if (!given) throw new Unreachable("401");
      }
      throw problem(answer, json);
    } catch (error) {
      throw error instanceof Problem ? error : new Unreachable(String(error));
    }
  };
}

type Said = Coded & { detail?: unknown; errors?: Refusal[] };

/** What a refusal tells. */
export function problem(answer: Response, json: unknown): Problem {
  const said = (typeof json === "object" && json !== null ? json : {}) as Said;
  const wait = Number.parseInt(answer.headers.get("Retry-After") ?? "", 10);
  return new Problem(
    answer.status,
    typeof said.detail === "string" ? said.detail : "",
    Array.isArray(said.errors) ? said.errors : [],
    Number.isNaN(wait) ? null : wait,
    typeof said.code === "string" ? { code: said.code, values: said.values ?? {} } : {},
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
