import { useLayoutEffect, useRef } from "preact/hooks";

/** For a button that is gone once it did its work: then the focus goes on at what `find` finds, not back to the top of
 * the page. Call the answer when it is pressed; `done` is what changes when the work is done. */
export function useRefocus(done: unknown, find: () => HTMLElement | null | undefined): () => void {
  const pressed = useRef(false);
  useLayoutEffect(() => {
    if (!pressed.current) return;
    pressed.current = false;
    // Moved on by hand in the meantime.
    if (document.activeElement && document.activeElement !== document.body) return;
    find()?.focus();
  }, [done]);
  return () => {
    pressed.current = true;
  };
}
