// Doubles we own: a server that answers by table, and a push manager.

import { type Call, type Options, Problem } from "../src/api/client";

export interface Asked extends Options {
  method: string;
  path: string;
}

type Answer = unknown | ((asked: Asked) => unknown);

/** Answers by "METHOD path"; whatever is not in the table answers 204. A function may throw. */
export function fakeServer(table: Record<string, Answer> = {}) {
  const asked: Asked[] = [];
  const call: Call = async (method, path, options = {}) => {
    const request = { method, path, ...options };
    asked.push(request);
    const answer = table[`${method} ${path}`];
    return (typeof answer === "function" ? await answer(request) : answer) as never;
  };
  return { asked, call, table, paths: () => asked.map(({ method, path }) => `${method} ${path}`) };
}

/** In words no screen may show; without a code it is that of a server before 1.1.0. */
export const refusal = (status: number, field = "", code?: string) => {
  const coded = code ? { code } : {};
  return new Problem(status, PROSE, field ? [{ field, ...coded }] : [], null, coded);
};
export const PROSE = "The rules refuse this call.";

export const KEY = "BOgkVEJ2pyc0lFhmMCbOqwsDFVzsLpJpSLyjPjVTUFhkBJT8HSHq0FQJ2lOYnSWVQ4Jp1Kr9vDh0g2DqHWYHpNI";
export const OTHER_KEY = `BA${KEY.slice(2)}`;

const bytes = (key: string) =>
  Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

/** What Chromium hands out while it has not forgotten the subscription before. */
export const REMOVED = "https://permanently-removed.invalid/fcm/send/x";

export class FakePush {
  held: FakeSubscription | null = null;
  made = 0;
  /** What subscribe() does, one entry a call; then it works. */
  script: (Error | "hang" | "removed")[] = [];

  getSubscription = async () => this.held as unknown as PushSubscription | null;

  subscribe = async ({ applicationServerKey }: PushSubscriptionOptionsInit = {}) => {
    const next = this.script.shift();
    if (next === "hang") return new Promise<never>(() => undefined);
    if (next instanceof Error) throw next;
    this.held = new FakeSubscription(
      this,
      next ? REMOVED : `https://push.example/${++this.made}`,
      applicationServerKey as Uint8Array,
    );
    return this.held as unknown as PushSubscription;
  };

  hold(endpoint: string, key = KEY) {
    this.held = new FakeSubscription(this, endpoint, bytes(key));
  }
}

class FakeSubscription {
  readonly options: { applicationServerKey: ArrayBufferLike | null };

  constructor(
    private readonly push: FakePush,
    readonly endpoint: string,
    key: Uint8Array,
  ) {
    this.options = { applicationServerKey: key.buffer };
  }

  unsubscribe = async () => {
    this.push.held = null;
    return true;
  };

  toJSON = () => ({ endpoint: this.endpoint, expirationTime: null, keys: { p256dh: "p", auth: "a" } });
}
