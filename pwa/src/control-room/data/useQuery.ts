// Asks the server while somebody types: after a short rest, one question at a time, only the newest answer counts.
// A server that does not answer is asked again: who typed everything already has no reason to touch a key.

import { useEffect, useRef, useState } from "preact/hooks";
import { mayCome } from "../server";

const REST = 250;
const AGAIN = 2_000;

export interface Answer<T> {
  value: T | null;
  error: unknown;
  /** What is shown belongs to an earlier question. */
  busy: boolean;
  /** The server did not answer, and is asked again. */
  silent: boolean;
}

const NOTHING = { value: null, error: null, busy: false, silent: false };

/** `body` null asks nothing and answers nothing. */
export function useQuery<Q, A>(body: Q | null, ask: (body: Q) => Promise<A>): Answer<A> {
  const [answer, setAnswer] = useState<Answer<A>>(NOTHING);
  const newest = useRef(0);
  const question = JSON.stringify(body);
  useEffect(() => {
    const mine = ++newest.current;
    if (body === null) {
      setAnswer(NOTHING);
      return;
    }
    setAnswer((before) => ({ ...before, busy: true }));
    const put = () =>
      ask(body).then(
        (value) => mine === newest.current && setAnswer({ ...NOTHING, value }),
        (error) => {
          if (mine !== newest.current) return;
          const silent = mayCome(error);
          setAnswer({ ...NOTHING, error, silent });
          if (silent) timer = setTimeout(put, AGAIN);
        },
      );
    let timer = setTimeout(put, REST);
    return () => {
      newest.current++;
      clearTimeout(timer);
    };
  }, [question]);
  return answer;
}
