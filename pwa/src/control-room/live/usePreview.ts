// A message as the server would send it, while it is typed; an answer that comes too late is not shown. A server that
// does not answer is asked again: who typed everything already has no reason to touch a key.

import { useEffect, useState } from "preact/hooks";
import { mayCome } from "../server";

export interface Previewing<T> {
  value: T | null;
  /** For what this value is; a number that belongs to another radius must not be read for this one. */
  asked: string;
  failed: boolean;
}

const REST = 250;
const AGAIN = 2_000;

/** Asks `ask` for `body` once typing rests; nothing for null. */
export function usePreview<B extends object, T>(
  body: B | null,
  ask: (body: B) => Promise<T>,
): Previewing<T> & { current: boolean } {
  const [state, setState] = useState<Previewing<T>>({ value: null, asked: "", failed: false });
  const wanted = body === null ? "" : JSON.stringify(body);
  useEffect(() => {
    if (body === null) return;
    let late = false;
    const put = () =>
      ask(body).then(
        (value) => late || setState({ value, asked: wanted, failed: false }),
        (error) => {
          if (late) return;
          setState((before) => ({ ...before, failed: true }));
          if (mayCome(error)) timer = setTimeout(put, AGAIN);
        },
      );
    let timer = setTimeout(put, REST);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [wanted]);
  return { ...state, value: body === null ? null : state.value, current: state.asked === wanted };
}
