// A service worker's surroundings, ours: notifications, pages and caches that remember what was done to them.

import type { Call } from "../../src/api/client";
import { memoryStore } from "../../src/device/store";
import type { WorkerContext } from "../../src/worker/context";
import type { pushed } from "../examples";
import { FakePush, fakeServer } from "../fakes";

const ORIGIN = "https://burgernet.example";

type Options = NotificationOptions & { renotify?: boolean; navigate?: string };

export class FakeNotification {
  open = true;

  constructor(
    readonly title: string,
    readonly options: Options,
  ) {}

  get tag() {
    return this.options.tag ?? "";
  }

  get data() {
    return this.options.data;
  }

  get body() {
    return this.options.body ?? "";
  }

  get lang() {
    return this.options.lang ?? "";
  }

  close = () => {
    this.open = false;
  };
}

export class FakePage {
  focused = false;
  readonly told: unknown[] = [];
  visibilityState: DocumentVisibilityState = "visible";
  refusesFocus = false;
  readonly url: string;

  constructor(path: string) {
    this.url = ORIGIN + path;
  }

  focus = async () => {
    if (this.refusesFocus) throw new Error("InvalidAccessError");
    this.focused = true;
    return this;
  };

  postMessage = (message: unknown) => void this.told.push(message);
}

class FakeCaches {
  readonly all = new Map<string, Map<string, Response>>();

  private rows(name: string) {
    const rows = this.all.get(name) ?? new Map<string, Response>();
    this.all.set(name, rows);
    return rows;
  }

  open = async (name: string) => {
    const rows = this.rows(name);
    return {
      addAll: async (files: (string | Request)[]) => {
        for (const file of files) rows.set(pathOf(file), new Response(`${name} ${pathOf(file)}`));
      },
      match: async (file: string | Request) => rows.get(pathOf(file))?.clone(),
      put: async (file: string | Request, answer: Response) => void rows.set(pathOf(file), answer),
    };
  };

  match = async (file: string | Request) => {
    for (const rows of this.all.values()) {
      const found = rows.get(pathOf(file));
      if (found) return found.clone();
    }
    return undefined;
  };

  keys = async () => [...this.all.keys()];
  delete = async (name: string) => this.all.delete(name);
}

const pathOf = (file: string | Request) =>
  new URL(typeof file === "string" ? file : file.url, ORIGIN).pathname;

export function surroundings(table = {}) {
  const shown: FakeNotification[] = [];
  const pages: FakePage[] = [];
  const opened: string[] = [];
  const fetched: string[] = [];
  const steps: string[] = [];
  const state = {
    /** What showNotification() refuses, and what it never answers. */
    refuses: (_: Options) => false,
    hangs: (_: Options) => false,
    online: true,
    claimed: false,
    skipped: false,
  };
  /** The declared push that WebKit is having handled. */
  let handling: { updated: FakeNotification | null } | null = null;
  const caches = new FakeCaches();
  const push = new FakePush();
  const server = fakeServer(table);
  const memory = memoryStore();
  const store = {
    ...memory,
    set: (async (key, value) => {
      steps.push(`store ${key}`);
      return memory.set(key, value);
    }) as typeof memory.set,
  };
  const call: Call = async (method, path, options) => {
    steps.push(`call ${method} ${path}`);
    return server.call(method, path, options);
  };
  const scope = {
    location: new URL(ORIGIN),
    registration: {
      pushManager: push,
      getNotifications: async ({ tag }: { tag?: string } = {}) =>
        shown.filter((one) => one.open && (!tag || one.tag === tag)),
      showNotification: async (title: string, options: Options) => {
        if (state.refuses(options)) throw new TypeError("No notification permission");
        if (handling && !URL.canParse(options.navigate ?? ""))
          throw new TypeError("no valid defaultAction url");
        steps.push(`show ${title}`);
        if (handling) handling.updated = new FakeNotification(title, options);
        if (state.hangs(options)) await new Promise(() => undefined);
        if (handling) return;
        // As a browser does: one with the same tag is replaced.
        for (const one of shown) if (one.tag === options.tag) one.close();
        shown.push(new FakeNotification(title, options));
      },
    },
    clients: {
      matchAll: async () => pages,
      openWindow: async (path: string) => void opened.push(path),
      claim: async () => {
        state.claimed = true;
      },
    },
    caches,
    fetch: async (request: Request | string) => {
      fetched.push(pathOf(request));
      if (!state.online) throw new TypeError("network");
      return new Response(`network ${pathOf(request)}`);
    },
    skipWaiting: async () => {
      state.skipped = true;
    },
  };
  const world: WorkerContext = {
    scope: scope as unknown as ServiceWorkerGlobalScope,
    store,
    call,
    shell: { version: "two", files: ["/", "/assets/app.js", "/icons/icon-192.png"] },
  };
  const open = () => shown.filter((one) => one.open);

  /** A push that WebKit has read: the worker may replace what it declares, which stacks up, since tags are ignored.
   * What is shown comes when the worker is done: what was declared, if it failed or showed nothing. */
  async function declare(handler: (event: PushEvent) => void, message: Pushed) {
    const { title, ...options } = message.notification;
    const declared = new FakeNotification(title, options as Options);
    const event = { updated: null as FakeNotification | null };
    handling = event;
    const failed = await fire(handler, { data: null, notification: declared }).then(
      () => false,
      () => true,
    );
    handling = null;
    shown.push((!failed && event.updated) || declared);
  }

  return {
    world,
    shown,
    open,
    pages,
    opened,
    fetched,
    steps,
    state,
    caches,
    push,
    server,
    store,
    scope,
    declare,
  };
}

type Pushed = ReturnType<typeof pushed>;

/** Fires one event at a handler and waits for all it asked the browser to wait for. */
export async function fire<E>(handler: (event: E) => void, event: object = {}): Promise<void> {
  const waited: Promise<unknown>[] = [];
  handler({ ...event, waitUntil: (promise: Promise<unknown>) => void waited.push(promise) } as E);
  await Promise.all(waited);
}

export const pushEvent = (message: unknown) => ({
  data: {
    json: () => (typeof message === "string" ? JSON.parse(message) : message),
  },
});
