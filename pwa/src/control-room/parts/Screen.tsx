import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/room";
import { entitle } from "../page-title";
import { go } from "../route";
import { useKeys } from "./useKeys";

interface Props {
  title: string;
  /** It is what a dispatcher wrote. */
  dutch?: boolean;
  /** Beside the title: a status, a number. */
  aside?: ComponentChildren;
  /** Where Escape and "back" lead. */
  back?: string;
  /** The right column. */
  phone?: ComponentChildren;
  exercise?: boolean | "over";
  /** False where the screen gives the focus to something else. */
  focus?: boolean;
  children: ComponentChildren;
}

/** The middle and the right column. Arriving, the heading has the focus, so that it is read out. */
export function Screen(props: Props) {
  const { title, dutch = false, aside, back, phone, exercise = false, focus = true, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    entitle(title);
  }, [title]);
  useLayoutEffect(() => {
    if (focus) heading.current?.focus({ preventScroll: true });
  }, []);
  useKeys(back ? { Escape: () => go(back) } : {});
  return (
    <>
      <main id="screen">
        {exercise && (
          <p class="sentence-bar exercise">
            {t(exercise === "over" ? "shell.exerciseOver" : "shell.exercise")}
          </p>
        )}
        <div class="screen-top">
          {back && (
            <a class="back" href={back}>
              {t("shell.back")}
              <kbd>Esc</kbd>
            </a>
          )}
          <h1 ref={heading} tabIndex={-1} lang={dutch ? "nl" : undefined}>
            {title}
          </h1>
          {aside}
        </div>
        {children}
      </main>
      <aside class="phone-column" aria-label={t("phone.column")}>
        {phone}
      </aside>
    </>
  );
}
