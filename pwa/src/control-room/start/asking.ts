// Asks the server while somebody types: after a short rest, one question at a time, only the newest answer counts.

import { useEffect, useRef, useState } from "preact/hooks";

const REST = 250;

export interface Answer<T> {
  value: T | null;
  error: unknown;
  /** What is shown belongs to an earlier question. */
  busy: boolean;
}

/** `body` null asks nothing and answers nothing. */
export function useAnswer<Q, A>(body: Q | null, ask: (body: Q) => Promise<A>): Answer<A> {
  const [answer, setAnswer] = useState<Answer<A>>({ value: null, error: null, busy: false });
  const newest = useRef(0);
  const question = JSON.stringify(body);
  useEffect(() => {
    const mine = ++newest.current;
    if (body === null) {
      setAnswer({ value: null, error: null, busy: false });
      return;
    }
    setAnswer((before) => ({ ...before, busy: true }));
    const timer = setTimeout(() => {
      ask(body).then(
        (value) => mine === newest.current && setAnswer({ value, error: null, busy: false }),
        (error) => mine === newest.current && setAnswer({ value: null, error, busy: false }),
      );
    }, REST);
    return () => clearTimeout(timer);
  }, [question]);
  return answer;
}
