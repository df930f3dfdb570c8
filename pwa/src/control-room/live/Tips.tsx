import type { Tip } from "../contract";
import { say } from "../words";
import { time, via } from "./saying";

const SHOWN = 100;

/** Tips, newest first; those with a place carry the number they have on the map. */
export function Tips({ tips }: { tips: Tip[] }) {
  const placed = onMap(tips);
  return (
    <section aria-labelledby="tips">
      <h2 id="tips">
        {tips.length === 0
          ? say("tip.list")
          : tips.length === 1
            ? say("tip.one")
            : say("tip.count", { n: tips.length })}
      </h2>
      {tips.length === 0 && <p class="hint">{say("tip.none")}</p>}
      <ol class="log tips">
        {tips.map((tip) => (
          <li key={tip.id}>
            <p class="when">
              {say("tip.by", { time: time(tip.receivedAt), via: via(tip.via), name: tip.notedBy })}
              {placed.has(tip.id) && ` · ${say("tip.onMap", { n: placed.get(tip.id) ?? 0 })}`}
            </p>
            <p class="told">{tip.text}</p>
          </li>
        ))}
      </ol>
      {tips.length >= SHOWN && <p class="hint">{say("tip.older")}</p>}
    </section>
  );
}

/** The number of each tip that has a place, the oldest first: a new one renumbers none. */
export const onMap = (tips: readonly Tip[]) =>
  new Map(
    tips
      .filter(({ location }) => location)
      .reverse()
      .map(({ id }, at) => [id, at + 1]),
  );
