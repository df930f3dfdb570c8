// A phone for the app to run on, ours: it answers calls, holds a subscription, knows where it is.

import { IDBDatabase, IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { vi } from "vitest";
import { FakePush, KEY } from "../fakes";

export interface Heard {
  method: string;
  path: string;
  body: unknown;
  token: string | null;
}

interface Answered {
  status?: number;
  json?: unknown;
  /** False where something in between answers, as a proxy does. */
  ours?: boolean;
}

type Answer = Answered | ((heard: Heard) => Answered | Promise<Answered>);

const ME = {
  id: "p",
  language: "nl",
  alsoAddressesWhenAway: false,
  exercises: false,
  pausedUntil: null,
  position: null,
  places: {},
  push: null,
  municipality: null,
};

export class FakeGeolocation {
  private watchers = new Map<number, PositionCallback>();
  answer: { longitude: number; latitude: number; accuracy: number } | { code: 1 | 2 | 3 } = {
    longitude: 5.79,
    latitude: 53.2,
    accuracy: 20,
  };

  private give(found: PositionCallback, missed?: PositionErrorCallback | null) {
    if ("code" in this.answer) {
      missed?.({ code: this.answer.code, PERMISSION_DENIED: 1 } as GeolocationPositionError);
    } else found({ coords: this.answer, timestamp: Date.now() } as unknown as GeolocationPosition);
  }

  getCurrentPosition = (found: PositionCallback, missed?: PositionErrorCallback | null) =>
    this.give(found, missed);

  watchPosition = (found: PositionCallback) => {
    const id = this.watchers.size + 1;
    this.watchers.set(id, found);
    return id;
  };

  clearWatch = (id: number) => void this.watchers.delete(id);

  get watched() {
    return this.watchers.size;
  }

  /** The phone moves so many metres to the north. */
  move(metres: number) {
    if ("code" in this.answer) return;
    this.answer = { ...this.answer, latitude: this.answer.latitude + metres / 111_195 };
    for (const found of this.watchers.values()) this.give(found);
  }
}

/** Turns across tabs, one at a time, in the order they were asked for. */
export class FakeLocks {
  private last: Promise<unknown> = Promise.resolve();

  request = <T>(_: string, __: LockOptions, work: () => Promise<T>): Promise<T> => {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  };
}

/** A browser whose storage outlives the page, and that lets its tabs line up or not. */
export function browser({ locks = true } = {}) {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("IDBKeyRange", IDBKeyRange);
  vi.stubGlobal("IDBDatabase", IDBDatabase);
  const value = locks ? new FakeLocks() : undefined;
  Object.defineProperty(navigator, "locks", { value, configurable: true });
}

/** The tests that follow have a browser that keeps nothing again. */
export function withoutBrowser() {
  vi.stubGlobal("indexedDB", undefined);
  Object.defineProperty(navigator, "locks", { value: undefined, configurable: true });
}

export async function device({ permission = "granted" as NotificationPermission, away = false } = {}) {
  vi.resetModules();
  const heard: Heard[] = [];
  const table: Record<string, Answer> = {
    "GET /v1/vapid-key": { json: { publicKey: KEY } },
    "GET /v1/participants/me": { json: ME },
    "GET /v1/participants/me/alerts": { json: { items: [], next: null } },
  };
  const push = new FakePush();
  const geolocation = new FakeGeolocation();
  const state = { away, date: () => new Date() };
  const notifications = { permission, requestPermission: async () => notifications.permission };
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => {
    if (state.away) throw new TypeError("network");
    const method = init.method ?? "GET";
    const headers = init.headers as Record<string, string>;
    const asked: Heard = {
      method,
      path,
      body: init.body ? JSON.parse(String(init.body)) : undefined,
      token: headers.Authorization?.slice(7) ?? null,
    };
    heard.push(asked);
    const found = table[`${method} ${path}`] ?? { status: 204 };
    const { status = 200, json, ours = true } = await (typeof found === "function" ? found(asked) : found);
    return new Response(status === 204 ? null : JSON.stringify(json ?? {}), {
      status,
      headers: { Date: state.date().toUTCString(), ...(ours ? { "API-Version": "1.1.0" } : {}) },
    });
  });
  vi.stubGlobal("Notification", notifications);
  vi.stubGlobal("PushManager", class {});
  const registration = { pushManager: push, getNotifications: async () => [] };
  const container = Object.assign(new EventTarget(), {
    ready: Promise.resolve(registration),
    controller: null,
  });
  Object.defineProperty(navigator, "serviceWorker", { value: container, configurable: true });
  Object.defineProperty(navigator, "geolocation", { value: geolocation, configurable: true });
  Object.defineProperty(navigator, "onLine", { get: () => !state.away, configurable: true });
  const { store } = await import("../../src/app/connection");
  const app = await import("../../src/app/state");
  const said = (method: string, path: string) =>
    heard.filter((asked) => asked.method === method && asked.path === `/v1/participants/me${path}`);
  return { heard, table, push, geolocation, state, notifications, container, store, app, said };
}

/** Joined, and with the token kept. */
export async function participant(options: Parameters<typeof device>[0] = {}) {
  const phone = await device(options);
  await phone.store.set("token", "T");
  phone.app.stage.value = "participant";
  return phone;
}
