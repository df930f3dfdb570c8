import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Bar } from "../parts/Bar";

/** A sentence over the foot of the screen. When it appears, what has the focus comes out from under it. */
export function Note({ children }: { children: ComponentChildren }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const focused = document.activeElement?.closest("main") && document.activeElement;
    if (!focused || !place.current || place.current.contains(focused)) return;
    const over = place.current.getBoundingClientRect();
    const under = focused.getBoundingClientRect();
    // What was scrolled out of sight stays there.
    if (under.top < over.bottom && under.bottom > over.top) focused.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={place}>
      <Bar look="warn">{children}</Bar>
    </div>
  );
}
