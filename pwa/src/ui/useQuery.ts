// Asks the server for a screen: after a rest where somebody types, one question at a time, only the newest answer
// counts. A server that does not answer is asked again: who typed everything already has no reason to touch a key.

import { useEffect, useRef, useState } from "preact/hooks";
import { mayCome } from "../api/client";

const AGAIN = 2_000;
/** Typing rests for so long before a question is worth its answer. */
export const TYPED = 250;

export interface Answer<T> {
  value: T | null;
  error: unknown;
  /** What is shown belongs to an earlier question. */
  busy: boolean;
  /** The server did not answer, and is asked again. */
  silent: boolean;
  /** Asks at once what was asked last. */
  again: () => void;
}

export interface Asking<T> {
  /** Milliseconds without another question before this one is put. */
  rest?: number;
  /** Whether what was answered last stays to be read while the server is silent. */
  keeps?: boolean;
  /** Whether this answer is worth asking once more in a while. */
  unfinished?: (value: T) => boolean;
  /** Whether this failure may pass. */
  passes?: (error: unknown) => boolean;
}

type State<T> = Omit<Answer<T>, "again">;

const NOTHING = { value: null, error: null, busy: false, silent: false };

/** `question` null asks nothing and answers nothing; another one, told apart by its JSON, is asked anew. */
export function useQuery<Q, A>(
  question: Q | null,
  ask: (question: Q) => Promise<A>,
  { rest = 0, keeps = false, unfinished = () => false, passes = mayCome }: Asking<A> = {},
): Answer<A> {
  const [state, setState] = useState<State<A>>(NOTHING);
  const [tries, setTries] = useState(0);
  const newest = useRef(0);
  const asked = JSON.stringify(question);
  useEffect(() => {
    const mine = ++newest.current;
    if (question === null) {
      setState(NOTHING);
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const put = () =>
      ask(question).then(
        (value) => {
          if (mine !== newest.current) return;
          setState({ ...NOTHING, value });
          if (unfinished(value)) timer = setTimeout(put, AGAIN);
        },
        (error) => {
          if (mine !== newest.current) return;
          const silent = passes(error);
          const kept = keeps && silent;
          setState((before) => ({ value: kept ? before.value : null, error, busy: kept, silent }));
          if (silent) timer = setTimeout(put, AGAIN);
        },
      );
    setState((before) => ({ ...before, busy: true }));
    if (rest) timer = setTimeout(put, rest);
    else void put();
    return () => {
      newest.current++;
      clearTimeout(timer);
    };
  }, [asked, tries]);
  return { ...(question === null ? NOTHING : state), again: () => setTries((before) => before + 1) };
}
