// All that the control room keeps in this browser goes through here, under one prefix, each entry with whose it is and
// when it was kept. Reports, drafts and tips speak of missing people: when they are forgotten, purge.ts says.

export const PREFIX = "burgernet.room.";

export interface Owned {
  by: string;
  /** Milliseconds since 1970. */
  at: number;
}

export type RoomStore = ReturnType<typeof roomStore>;

/** `worker` is who works here now; over this browser's storage, or a test's. Nothing is kept of anybody else: an answer
 * that comes after somebody signed out would bring their report back. */
export function roomStore(worker: () => string | null, storage = () => localStorage) {
  return {
    /** What `by` kept under `name`; null when there is nothing that can be read, or it is somebody else's. */
    read<T extends object>(name: string, by: string): (Partial<T> & Owned) | null {
      const entry = entryOf<T>(attempt(() => storage().getItem(PREFIX + name), null));
      return entry?.by === by ? entry : null;
    },
    /** False when nothing was kept: the browser is full or forbids it, or `by` does not work here any more. */
    write(name: string, by: string, entry: object, at: number): boolean {
      if (by !== worker()) return false;
      return attempt(() => {
        storage().setItem(PREFIX + name, JSON.stringify({ ...entry, by, at }));
        return true;
      }, false);
    },
    remove: (name: string) => attempt(() => storage().removeItem(PREFIX + name), undefined),
    /** The names that begin so. */
    names: (begin: string) =>
      attempt(() => Object.keys(storage()), [])
        .filter((key) => key.startsWith(PREFIX + begin))
        .map((key) => key.slice(PREFIX.length)),
  };
}

/** As it was written; null for what is not an entry. */
export function entryOf<T extends object>(text: string | null): (Partial<T> & Owned) | null {
  const entry = attempt<(Partial<T> & Owned) | null>(() => JSON.parse(text ?? "null"), null);
  return entry && typeof entry.by === "string" && typeof entry.at === "number" ? entry : null;
}

/** A browser may forbid its storage altogether. */
export function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}

/** Told when another tab changed or removed `name()`. Answers how to stop. */
export function followOthers(name: () => string, hear: () => void): () => void {
  const heard = ({ key }: StorageEvent) => {
    if (key === PREFIX + name()) hear();
  };
  addEventListener("storage", heard);
  return () => removeEventListener("storage", heard);
}

/** The one thing that is the desk's and nobody's: it says nothing of anyone. */
export const LANGUAGE = `${PREFIX}language`;
const EARLIER_LANGUAGE = "burgernet-room-language";

export const keptLanguage = () =>
  attempt(() => localStorage.getItem(LANGUAGE) ?? localStorage.getItem(EARLIER_LANGUAGE), null);

export const keepLanguage = (chosen: string) =>
  attempt(() => localStorage.setItem(LANGUAGE, chosen), undefined);
