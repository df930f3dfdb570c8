import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { announce } from "../../ui/LiveRegion";
import { Bar } from "../parts/Bar";

interface Props {
  /** Read out once, when it appears: its minutes go on counting. */
  says: string;
  children?: ComponentChildren;
}

/** A sentence over the foot of the screen. When it appears, what has the focus comes out from under it. */
export function Note({ says, children }: Props) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => announce(says), []);
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
      <Bar look="warn">
        <p>{says}</p>
        {children}
      </Bar>
    </div>
  );
}
