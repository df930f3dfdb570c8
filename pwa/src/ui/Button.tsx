import type { ComponentChildren } from "preact";

interface Props {
  /** do: what the screen is for · other: the alternative, as easy to find · small: inside a line. */
  look?: "do" | "other" | "small" | "danger";
  busy?: boolean;
  onTap: () => void;
  label?: string | undefined;
  expanded?: boolean;
  children: ComponentChildren;
}

export function Button({ look = "do", busy = false, onTap, label, expanded, children }: Props) {
  return (
    <button
      type="button"
      class={look}
      aria-label={label}
      aria-expanded={expanded}
      // Not `disabled`: it would take the focus away from who just pressed it.
      aria-disabled={busy || undefined}
      onClick={() => busy || onTap()}
    >
      {children}
    </button>
  );
}
