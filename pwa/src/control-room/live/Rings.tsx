import type { Progress } from "../contract";
import { count, say } from "../words";
import { orderSaid, rows } from "./rings";
import { metres } from "./saying";

/** The unit once: "1,44 tot 1,92 km". */
const short = (from: number, to: number) => {
  const [number = "", unit] = metres(from).split(" ");
  return metres(to).endsWith(` ${unit}`) ? number : metres(from);
};

/** The rings in a table, outermost first, in the colours they have on the map; and whether the order held. */
export function Rings({ progress }: { progress: Progress }) {
  const { key, ...said } = orderSaid(progress.order, progress.selected);
  return (
    <section class="rings">
      <h2 id="rings">{say("ring.title")}</h2>
      <table aria-labelledby="rings">
        <thead>
          <tr>
            <th scope="col">{say("ring.ring")}</th>
            <th scope="col" class="number">
              {say("ring.selected")}
            </th>
            <th scope="col" class="number">
              {say("ring.handedOver")}
            </th>
            <th scope="col" class="number">
              {say("ring.shown")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows(progress.rings).map((ring) => (
            <tr key={ring.number}>
              <th scope="row">
                <span class={`swatch ring-${ring.number - 1}`} aria-hidden="true">
                  {ring.number}
                </span>
                {say("ring.from", { from: short(ring.from, ring.to), to: metres(ring.to) })}
              </th>
              <td class="number">{count(ring.selected)}</td>
              <td class="number">
                {count(ring.handedOver)}{" "}
                <span class="share">{say("ring.reached", { share: ring.reached })}</span>
              </td>
              <td class="number">{count(ring.shown)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class={key === "order.broken" ? "order wrong" : "order"}>{say(key, said)}</p>
    </section>
  );
}
