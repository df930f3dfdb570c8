// What the phone keeps: one table of keys in IndexedDB, read by the pages and by the worker.
// Only where the browser keeps nothing at all (some private windows) it lives in memory, so that the open app still
// works. Storage that fails is no empty storage: it is tried again, and then said to fail.

import { sleep, TooLate, withTimeout } from "./async";
import type { Kept, Key } from "./store-schema";

export interface Store {
  get<K extends Key>(key: K): Promise<Kept<K> | undefined>;
  set<K extends Key>(key: K, value: Kept<K>): Promise<void>;
  drop(key: Key): Promise<void>;
  /** Everything whose key starts so. */
  list<K extends Key>(prefix: K): Promise<Kept<K>[]>;
  /** What is kept, or what `make` makes: two tabs at once get the same. */
  claim<K extends Key>(key: K, make: () => Kept<K>): Promise<Kept<K>>;
  /** What `change` makes of what is kept; nothing can come in between. */
  amend<K extends Key>(key: K, change: (kept: Kept<K> | undefined) => Kept<K>): Promise<Kept<K>>;
  clear(): Promise<void>;
}

/** The device has storage and did not give it, tried again and again: nothing is known of what it keeps. */
export class StorageFailed extends Error {
  constructor(
    /** Another window holds an older version of the storage and does not let go. */
    readonly blocked: boolean,
    cause: unknown,
  ) {
    super(String(cause));
  }
}

export function memoryStore(): Store {
  const kept = new Map<string, unknown>();
  const amend: Store["amend"] = async (key, change) => {
    const changed = change(kept.get(key) as Kept<typeof key> | undefined);
    kept.set(key, changed);
    return changed;
  };
  return {
    get: async <K extends Key>(key: K) => kept.get(key) as Kept<K> | undefined,
    set: async (key, value) => void kept.set(key, value),
    drop: async (key) => void kept.delete(key),
    list: async <K extends Key>(prefix: K) =>
      [...kept].filter(([key]) => key.startsWith(prefix)).map(([, value]) => value as Kept<K>),
    claim: (key, make) => amend(key, (found) => found ?? make()),
    amend,
    clear: async () => kept.clear(),
  };
}

const TABLE = "kept";

/** What each version added to the one before. They only add: a window of an older version goes on with a newer one. */
const VERSIONS: ((db: IDBDatabase) => void)[] = [(db) => db.createObjectStore(TABLE)];

export interface Around {
  versions?: ((db: IDBDatabase) => void)[];
  /** A newer version of the app wants the storage; this window let go of it, and goes on with what that makes. */
  outdated?: () => void;
  /** Milliseconds within which opening answers. */
  patience?: number;
  wait?: (milliseconds: number) => Promise<void>;
}

/** Milliseconds between one attempt and the next. */
const PAUSES = [100, 500];

export function deviceStore(
  factory: IDBFactory | undefined,
  { versions = VERSIONS, outdated, patience = 3_000, wait = sleep }: Around = {},
): Store {
  const memory = memoryStore();
  let opened: Promise<IDBDatabase> | undefined;
  let blocked = false;

  function open(version?: number): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      if (!factory) throw new DOMException("none", "SecurityError");
      const request = factory.open("burgernet", version);
      request.onupgradeneeded = ({ oldVersion }) => {
        for (const add of versions.slice(oldVersion)) add(request.result);
      };
      request.onblocked = () => {
        blocked = true;
      };
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const db = request.result;
        blocked = false;
        db.onclose = () => {
          opened = undefined;
        };
        db.onversionchange = ({ newVersion }) => {
          db.close();
          opened = undefined;
          if (newVersion !== null) outdated?.();
        };
        resolve(db);
      };
    });
  }

  /** A newer version is there already: its tables are ours and more. */
  const newest = () =>
    open(versions.length).catch((error) => {
      if (error?.name === "VersionError") return open();
      throw error;
    });

  function connect(): Promise<IDBDatabase> {
    const opening = newest();
    return withTimeout(patience, opening).catch((error) => {
      // Nobody waits for it any more; open, it could only be in the way.
      if (error instanceof TooLate) void opening.then((db) => db.close()).catch(() => undefined);
      throw error;
    });
  }

  async function transact<T>(mode: IDBTransactionMode, work: (table: IDBObjectStore) => Promise<T> | T) {
    opened ??= connect();
    const attempt = opened;
    try {
      const transaction = (await attempt).transaction(TABLE, mode);
      const done = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
      const [result] = await Promise.all([work(transaction.objectStore(TABLE)), done]);
      return result;
    } catch (error) {
      // iOS closes the database of an app it put to sleep: the next call opens it anew.
      if (opened === attempt) opened = undefined;
      throw error;
    }
  }

  async function kept<T>(
    mode: IDBTransactionMode,
    work: (table: IDBObjectStore) => Promise<T> | T,
    otherwise: () => Promise<T>,
  ): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await transact(mode, work);
      } catch (error) {
        if ((error as Error)?.name === "SecurityError") return otherwise();
        const rest = PAUSES[attempt];
        if (rest === undefined) throw new StorageFailed(blocked, error);
        await wait(rest);
      }
    }
  }

  const amend: Store["amend"] = <K extends Key>(key: K, change: (found: Kept<K> | undefined) => Kept<K>) =>
    kept<Kept<K>>(
      "readwrite",
      async (table) => {
        const found: Kept<K> | undefined = await answer(table.get(key));
        const changed = change(found);
        if (changed !== found) table.put(changed, key);
        return changed;
      },
      () => memory.amend(key, change),
    );

  return {
    get: (key) =>
      kept(
        "readonly",
        (table) => answer(table.get(key)),
        () => memory.get(key),
      ),
    set: (key, value) =>
      kept(
        "readwrite",
        (table) => void table.put(value, key),
        () => memory.set(key, value),
      ),
    drop: (key) =>
      kept(
        "readwrite",
        (table) => void table.delete(key),
        () => memory.drop(key),
      ),
    list: (prefix) =>
      kept(
        "readonly",
        (table) => answer(table.getAll(IDBKeyRange.bound(prefix, `${prefix}\uffff`))),
        () => memory.list(prefix),
      ),
    claim: (key, make) => amend(key, (found) => found ?? make()),
    amend,
    clear: () =>
      kept(
        "readwrite",
        (table) => void table.clear(),
        () => memory.clear(),
      ),
  };
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
