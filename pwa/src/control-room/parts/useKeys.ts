import { useLayoutEffect } from "preact/hooks";

/**
 * Acts on "Alt+N", "Escape" and the like, wherever the focus is. By the letter on the key, as the label says it.
 * What is open within a screen hears `first`: the screen around it then leaves the key alone.
 */
export function useKeys(keys: Record<string, () => void>, first = false): void {
  // With the screen itself: who sees it may press at once.
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.isComposing) return;
      // With Alt some systems make another character of it: then the key's place tells.
      const letter = event.code.startsWith("Key") ? event.code.slice(3) : event.key;
      const act = keys[event.altKey ? `Alt+${letter}` : event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", hear, first);
    return () => removeEventListener("keydown", hear, first);
  });
}
