// Asks one address again and again: once a second with If-None-Match, at once when somebody looks again. While nobody
// looks it rests, or where `unseen` says how often, goes on slowly: what it hears then stands in the page's title.
// What was told stays on the screen while the server is silent; whoever reads it hears that it is old.

import { useEffect, useState } from "preact/hooks";
import { deadline } from "../../api/deadline";
import { learn } from "../../api/server-time";
import { sessionEnded } from "../server";
import { sessionState } from "../session";

export const EVERY = 1_000;
/** How often what must not be missed is asked for while the page is out of sight. At best: a browser lets a page that
 * has been hidden for five minutes act once a minute, and one that it froze or threw away not at all. */
export const UNSEEN = 15_000;
/** Older than this, the screen says so. */
export const OLD = 5_000;
const PATIENCE = 4_000;

export interface Polled<T> {
  value: T | null;
  /** When the server last answered, be it that nothing changed; milliseconds of this machine's clock. */
  heardAt: number | null;
  /** No answer for more than five seconds. */
  old: boolean;
  /** The server's last refusal: 403, 404 … */
  refused: number | null;
}

export interface Around {
  fetch: typeof fetch;
  now: () => number;
  /** Nobody looks. */
  hidden: () => boolean;
  /** Nobody is signed in: then nothing is asked. */
  out: () => boolean;
}

export interface Pace {
  /** Milliseconds from an answer to the next question. */
  every?: number;
  /** The same while nobody looks; without, it rests meanwhile. */
  unseen?: number | null;
}

const AROUND: Around = {
  fetch: (...request) => fetch(...request),
  now: () => Date.now(),
  hidden: () => document.hidden,
  out: () => sessionState.value !== "in",
};

/** Asks until `stop`; `told` hears every change. One question at a time: a slow server is not asked twice. */
export function poll<T>(path: string, told: (now: Polled<T>) => void, pace: Pace = {}, around = AROUND) {
  const { every = EVERY, unseen = null } = pace;
  let state: Polled<T> = { value: null, heardAt: null, old: false, refused: null };
  let tag: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  let asking = false;
  const began = around.now();

  const set = (changes: Partial<Polled<T>>) => {
    if (stopped) return;
    const next = { ...state, ...changes };
    const changed = next.value !== state.value || next.old !== state.old || next.refused !== state.refused;
    state = next;
    if (changed) told(state);
  };
  const rests = () => around.out() || (around.hidden() && unseen === null);
  const rest = () => (around.hidden() ? Math.max(every, unseen ?? 0) : every);
  const age = () => set({ old: around.now() - (state.heardAt ?? began) > Math.max(OLD, rest() + PATIENCE) });

  async function ask(): Promise<void> {
    if (stopped || asking || rests()) return;
    asking = true;
    clearTimeout(timer);
    const sentAt = around.now();
    try {
      const answer = await around.fetch(path, {
        headers: { Accept: "application/json", ...(tag ? { "If-None-Match": tag } : {}) },
        credentials: "same-origin",
        cache: "no-store",
        signal: deadline(PATIENCE),
      });
      learn(answer.headers.get("Date"), sentAt, around.now());
      if (answer.status === 200) {
        const value = (await answer.json()) as T;
        tag = answer.headers.get("ETag");
        set({ value, heardAt: around.now(), old: false, refused: null });
      } else if (answer.status === 304) {
        set({ heardAt: around.now(), old: false, refused: null });
      } else if (answer.status === 401) {
        sessionEnded();
      } else if (answer.status < 500) {
        set({ heardAt: around.now(), old: false, refused: answer.status });
      }
    } catch {
      // Not answered: its age tells.
    } finally {
      asking = false;
      age();
      if (!stopped) timer = setTimeout(() => void ask(), rest());
    }
  }

  const look = () => {
    if (!around.hidden()) void ask();
  };
  // While a question hangs, its age goes on; out of sight only an answer, or none, says how old it is.
  const aging = setInterval(() => around.hidden() || around.out() || age(), 1_000);
  document.addEventListener("visibilitychange", look);
  // Tells at once too: this is the first question.
  const unwatch = sessionState.subscribe(() => void ask());
  return {
    /** Asks now, for who just changed something. */
    again: () => void ask(),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      clearInterval(aging);
      document.removeEventListener("visibilitychange", look);
      unwatch();
    },
  };
}

const NOTHING = { value: null, heardAt: null, old: false, refused: null };

/** What is polled at `path`, as long as the component is there; nothing without a path. */
export function usePoll<T>(path: string | null, every = EVERY): Polled<T> & { again: () => void } {
  const [state, setState] = useState<{ path: string | null; told: Polled<T>; again: () => void }>({
    path: null,
    told: NOTHING,
    again: () => undefined,
  });
  useEffect(() => {
    if (path === null) return;
    const polling = poll<T>(path, (told) => setState({ path, told, again: polling.again }), { every });
    return polling.stop;
  }, [path, every]);
  // What another address told is not this one's.
  return state.path === path ? { ...state.told, again: state.again } : { ...NOTHING, again: state.again };
}
