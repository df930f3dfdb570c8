import type { ComponentChildren } from "preact";

interface Props {
  /** do: what the screen is for · other: the alternative, as easy to find · small: inside a line · danger: can't be undone. */
  look?: "do" | "other" | "small" | "danger";
  busy?: boolean;
  onPress?: () => void;
  /** Without it the form's own: Enter presses it. */
  submits?: boolean;
  label?: string | undefined;
  /** "Alt+N", as for aria-keyshortcuts. */
  keys?: string | undefined;
  expanded?: boolean | undefined;
  pressed?: boolean | undefined;
  id?: string | undefined;
  children: ComponentChildren;
}

export function Button({
  look = "do",
  busy = false,
  onPress,
  submits = false,
  label,
  keys,
  expanded,
  pressed,
  id,
  children,
}: Props) {
  return (
    <button
      id={id}
      type={submits ? "submit" : "button"}
      class={look}
      aria-label={label}
      aria-expanded={expanded}
      aria-pressed={pressed}
      aria-keyshortcuts={keys}
      // Not `disabled`: it would take the focus away from who just pressed it.
      aria-disabled={busy || undefined}
      onClick={(event) => {
        // The second click of a double one: the first may have been answered by then, and it would be done twice.
        if (busy || event.detail > 1) event.preventDefault();
        else onPress?.();
      }}
    >
      {children}
      {keys && <kbd>{keys}</kbd>}
    </button>
  );
}
