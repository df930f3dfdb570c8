import { useLayoutEffect, useRef } from "preact/hooks";
import type { Tip } from "../../api/types";
import { t } from "../../i18n/room";
import type { Shown } from "../map/RoomMap";
import { time, via } from "./format";

const SHOWN = 100;

/** Tips, newest first; those with a place carry the number they have on the map. */
export function Tips({ tips }: { tips: Tip[] }) {
  const placed = onMap(tips);
  const list = useStill(tips);
  return (
    <section aria-labelledby="tips">
      <h2 id="tips">{headed(tips.length)}</h2>
      {tips.length === 0 && <p class="hint">{t("tip.none")}</p>}
      <ol class="log tips" ref={list}>
        {tips.map((tip) => (
          <li key={tip.id}>
            <p class="when">
              {t("tip.by", { time: time(tip.receivedAt), via: via(tip.via), name: tip.notedBy })}
              {placed.has(tip.id) && ` · ${t("tip.onMap", { n: placed.get(tip.id) ?? 0 })}`}
            </p>
            <p class="told" lang="nl">
              {tip.text}
            </p>
          </li>
        ))}
      </ol>
      {tips.length >= SHOWN && <p class="hint">{t("tip.older")}</p>}
    </section>
  );
}

/** Older ones than are shown were not counted here. */
function headed(n: number): string {
  if (n === 0) return t("tip.list");
  return t(n < SHOWN ? "tip.count" : "tip.latest", { n });
}

/** A new tip moves none of those that are being read: under the pointer, or scrolled to. */
function useStill(tips: readonly Tip[]) {
  const list = useRef<HTMLOListElement>(null);
  const there = [...(list.current?.children ?? [])];
  const pointed = there.find((tip) => tip.matches(":hover"));
  const read = pointed ?? there.find((tip) => tip.getBoundingClientRect().bottom > 0);
  const before = read?.getBoundingClientRect().top ?? 0;
  useLayoutEffect(() => {
    const main = list.current?.closest("main");
    if (!main || !read?.isConnected || before > innerHeight) return;
    const scroller = getComputedStyle(main).overflowY === "auto" ? main : document.documentElement;
    // At the top of the screen its numbers are what is read; in an open form, what is typed.
    const elsewhere = scroller.scrollTop === 0 || document.activeElement?.closest("form");
    if (pointed || !elsewhere) scroller.scrollTop += read.getBoundingClientRect().top - before;
  }, [tips]);
  return list;
}

/** As the map draws them. */
export function marks(tips: readonly Tip[]): NonNullable<Shown["tips"]> {
  const numbers = onMap(tips);
  return tips.flatMap(({ id, location }) =>
    location ? [{ id, location, label: String(numbers.get(id)) }] : [],
  );
}

/** The number of each tip that has a place, the oldest first: a new one renumbers none. */
const onMap = (tips: readonly Tip[]) =>
  new Map(
    tips
      .filter(({ location }) => location)
      .reverse()
      .map(({ id }, at) => [id, at + 1]),
  );
