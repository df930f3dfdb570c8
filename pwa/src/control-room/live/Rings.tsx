import type { Progress } from "../../api/types";
import { count, t } from "../../i18n/room";
import { orderSaid, rows } from "./ring-rows";

/** The rings in a table, outermost first, in the colours they have on the map; and whether the order held. */
export function Rings({ progress }: { progress: Progress }) {
  const { key, ...said } = orderSaid(progress.order, progress.selected);
  return (
    <section class="rings">
      <h2 id="rings">{t("ring.title")}</h2>
      <table aria-labelledby="rings">
        <thead>
          <tr>
            <th scope="col">{t("ring.ring")}</th>
            <th scope="col" class="number">
              {t("ring.selected")}
            </th>
            <th scope="col" class="number">
              {t("ring.handedOver")}
            </th>
            <th scope="col" class="number">
              {t("ring.shown")}
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
                {t("ring.from", { from: count(Math.round(ring.from)), to: count(Math.round(ring.to)) })}
              </th>
              <td class="number">{count(ring.selected)}</td>
              <td class="number">{count(ring.handedOver)}</td>
              <td class="number">{count(ring.shown)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class={key === "order.broken" ? "order wrong" : "order"}>{t(key, said)}</p>
    </section>
  );
}
