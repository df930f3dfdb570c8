// A browser's storage, in memory.

export function storage(): Storage {
  const kept = new Map<string, string>();
  const methods = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    clear: () => kept.clear(),
    key: (at: number) => [...kept.keys()][at] ?? null,
  };
  return new Proxy(methods as unknown as Storage, {
    get: (all, name) => (name === "length" ? kept.size : Reflect.get(all, name)),
    ownKeys: () => [...kept.keys()],
    getOwnPropertyDescriptor: (_, name) => ({
      value: kept.get(String(name)),
      enumerable: true,
      configurable: true,
    }),
  });
}
