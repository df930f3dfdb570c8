import type { ComponentChildren } from "preact";

/** Steps to follow outside the app, one a line, each with its picture where it has one. */
export function Steps({ steps }: { steps: { words: string; picture?: ComponentChildren }[] }) {
  return (
    <ol class="pictured">
      {steps.map(({ words, picture }) => (
        <li key={words}>
          {picture && <span class="picture">{picture}</span>}
          <span>{words}</span>
        </li>
      ))}
    </ol>
  );
}
