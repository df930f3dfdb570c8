import type { ComponentChildren } from "preact";

interface Props {
  /** alarm: nothing leaves · warn: think first · exercise: nothing here is real · good: done. */
  look: "alarm" | "warn" | "exercise" | "good" | "note";
  /** Read out at once when it appears. */
  urgent?: boolean;
  children: ComponentChildren;
}

/** A sentence across the screen. */
export function Bar({ look, urgent = false, children }: Props) {
  return (
    <div class={`sentence-bar ${look}`} role={urgent ? "alert" : undefined}>
      {children}
    </div>
  );
}
