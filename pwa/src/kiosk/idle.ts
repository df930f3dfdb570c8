// When nobody touches the screen any more: a warning, then everything is cleared. Pure but for the hook.

import { useEffect, useRef, useState } from "preact/hooks";

export const PATIENCE = 60_000;
/** Beside a code it is the phone that is touched. */
export const CODE_PATIENCE = 240_000;
export const WARNING = 30_000;

export type Attention = { state: "here" } | { state: "warned"; seconds: number } | { state: "gone" };

/** By the clock rather than by counted ticks: a tablet that slept must not show what was filled in before. */
export function attention(touched: number, now: number, patience = PATIENCE): Attention {
  const quiet = now - touched;
  if (quiet < patience) return { state: "here" };
  if (quiet >= patience + WARNING) return { state: "gone" };
  return { state: "warned", seconds: Math.ceil((patience + WARNING - quiet) / 1000) };
}

const TOUCHES = ["pointerdown", "keydown", "input"] as const;
const LOOK = 500;

export interface Idle {
  /** Seconds left once the visitor was warned, else null. */
  left: number | null;
  /** The warning was answered. */
  stay: () => void;
}

/** Calls `gone` when nobody answered the warning. It is answered by `stay` alone: a touch only gives the time to read
 * it once more, for a finger that comes down on a button must still find the button when it is lifted. */
export function useIdle(gone: () => void, patience: number): Idle {
  const [left, setLeft] = useState<number | null>(null);
  const allowed = useRef(patience);
  allowed.current = patience;
  const touched = useRef(0);
  const stay = useRef(() => {
    touched.current = Date.now();
    setLeft(null);
  }).current;
  useEffect(() => {
    touched.current = Date.now();
    const touch = () => {
      const now = Date.now();
      const warned = attention(touched.current, now, allowed.current).state !== "here";
      touched.current = warned ? now - allowed.current : now;
    };
    for (const name of TOUCHES) addEventListener(name, touch);
    const timer = setInterval(() => {
      const now = attention(touched.current, Date.now(), allowed.current);
      if (now.state === "gone") gone();
      else setLeft(now.state === "warned" ? now.seconds : null);
    }, LOOK);
    return () => {
      clearInterval(timer);
      for (const name of TOUCHES) removeEventListener(name, touch);
    };
  }, []);
  return { left, stay };
}
