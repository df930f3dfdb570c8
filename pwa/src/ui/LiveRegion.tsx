import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

const said = signal<ComponentChildren>("");

/** Has a screen reader say it, without moving anything on the screen. */
export function announce(words: ComponentChildren): void {
  // The same words twice are said twice.
  said.value = said.value === words ? `${words}\u00a0` : words;
}

export function LiveRegion() {
  return (
    <p class="unseen" role="status">
      {said.value}
    </p>
  );
}
