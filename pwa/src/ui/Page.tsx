import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n/app";
import { Icon } from "./Icon";
import { Mark } from "./Mark";

/** Where "back" leads; or the screen carries the name, which leads to the start page. */
type Way = { back: string; home?: never } | { home: string; back?: never };

type Props = Way & {
  title: string;
  /** The heading, where it is more than the title; null where the screen brings its own. */
  heading?: ComponentChildren;
  aside?: ComponentChildren;
  /** What can be done, under the thumb: a Bar. */
  bar?: ComponentChildren;
  /** False where the screen gives the focus to something else. */
  focus?: boolean;
  children: ComponentChildren;
};

export function Bar({ children }: { children: ComponentChildren }) {
  return <footer class="bar">{children}</footer>;
}

// The browser itself announces the first screen; later ones are announced by their heading getting the focus.
let first = true;

/** One screen: who speaks, what it says, and under the thumb what can be done. */
export function Page({ title, heading = title, aside, bar, focus = true, children, ...way }: Props) {
  const top = useRef<HTMLHeadingElement>(null);
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    // Drawn as a picture inside another page, it neither names that page nor takes the focus.
    if (main.current?.getRootNode() !== document) return;
    document.title = title === "Burgernet" ? title : `${title} · Burgernet`;
  }, [title]);
  useLayoutEffect(() => {
    const start = top.current ?? main.current?.querySelector("h1") ?? main.current;
    if (!first && focus && start?.getRootNode() === document) start.focus({ preventScroll: true });
    first = false;
  }, []);
  return (
    <div class={bar ? "page barred" : "page"}>
      <header class="top">
        {way.back !== undefined ? (
          <a class="back" href={way.back}>
            <Icon name="back" />
            {t("app.back")}
          </a>
        ) : (
          <a class="brand" href={way.home}>
            <Mark />
            Burgernet
          </a>
        )}
        {aside}
      </header>
      {/* Between top and bar it is the main part that scrolls, so the keyboard has to be able to enter it. */}
      <main ref={main} tabIndex={bar ? 0 : undefined}>
        {heading !== null && (
          <h1 ref={top} tabIndex={-1}>
            {heading}
          </h1>
        )}
        {children}
      </main>
      {bar}
    </div>
  );
}
