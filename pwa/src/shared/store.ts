// What the phone keeps: one table of keys in IndexedDB, read by the pages and by the worker.
// Where the browser keeps nothing (some private windows) it lives in memory, so that the open app still works.

import type { Kept, Key } from "./kept";
import { before } from "./patience";

export interface Store {
  get<K extends Key>(key: K): Promise<Kept<K> | undefined>;
  set<K extends Key>(key: K, value: Kept<K>): Promise<void>;
  drop(key: Key): Promise<void>;
  /** Everything whose key starts so. */
  list<K extends Key>(prefix: K): Promise<Kept<K>[]>;
  /** What is kept, or what `make` makes: two tabs at once get the same. */
  claim<K extends Key>(key: K, make: () => Kept<K>): Promise<Kept<K>>;
  clear(): Promise<void>;
}

export function memoryStore(): Store {
  const kept = new Map<string, unknown>();
  return {
    get: async <K extends Key>(key: K) => kept.get(key) as Kept<K> | undefined,
    set: async (key, value) => void kept.set(key, value),
    drop: async (key) => void kept.delete(key),
    list: async <K extends Key>(prefix: K) =>
      [...kept].filter(([key]) => key.startsWith(prefix)).map(([, value]) => value as Kept<K>),
    claim: async <K extends Key>(key: K, make: () => Kept<K>) => {
      if (!kept.has(key)) kept.set(key, make());
      return kept.get(key) as Kept<K>;
    },
    clear: async () => kept.clear(),
  };
}

const TABLE = "kept";
const PATIENCE = 3_000;

export function deviceStore(factory: IDBFactory): Store {
  const memory = memoryStore();
  let opened: Promise<IDBDatabase> | undefined;
  let everOpened = false;

  const open = () =>
    new Promise<IDBDatabase>((resolve, reject) => {
      const request = factory.open("burgernet", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const db = request.result;
        everOpened = true;
        const closed = () => {
          opened = undefined;
        };
        db.onclose = closed;
        db.onversionchange = () => {
          db.close();
          closed();
        };
        resolve(db);
      };
    });

  async function transact<T>(mode: IDBTransactionMode, work: (table: IDBObjectStore) => Promise<T> | T) {
    opened ??= before(PATIENCE, open());
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

  /** Twice on the device; in memory only where the device never kept anything, or joined would read as not joined. */
  async function kept<T>(
    mode: IDBTransactionMode,
    work: (table: IDBObjectStore) => Promise<T> | T,
    otherwise: () => Promise<T>,
  ): Promise<T> {
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        return await transact(mode, work);
      } catch (error) {
        if (attempt > 0 && everOpened) throw error;
      }
    }
    return otherwise();
  }

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
    claim: <K extends Key>(key: K, make: () => Kept<K>) =>
      kept<Kept<K>>(
        "readwrite",
        async (table) => {
          const found: Kept<K> | undefined = await answer(table.get(key));
          if (found !== undefined) return found;
          const made = make();
          table.put(made, key);
          return made;
        },
        () => memory.claim(key, make),
      ),
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
