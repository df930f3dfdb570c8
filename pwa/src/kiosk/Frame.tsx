import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useWords } from "../i18n/kiosk";
import { Mark } from "../ui/Mark";

interface Props {
  title: string;
  municipality?: string | undefined;
  onAgain?: (() => void) | undefined;
  /** The mark, large: what is seen from across the hall. */
  emblem?: boolean;
  children: ComponentChildren;
}

/** One question: reading above, doing below where it is reached seated, the way out always at the same place. */
export function Frame({ title, municipality, onAgain, emblem = false, children }: Props) {
  const t = useWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [title]);
  return (
    <div class="frame">
      <header>
        <Mark size={56} /> <span>Burgernet</span>
      </header>
      <main>
        {emblem && (
          <span class="emblem">
            <Mark size={260} />
          </span>
        )}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </main>
      <footer>
        {onAgain && (
          <button type="button" class="again" onClick={onAgain}>
            {t("frame.again")}
          </button>
        )}
        <p>{municipality ? t("frame.help", { municipality }) : t("frame.helpShort")}</p>
      </footer>
    </div>
  );
}
