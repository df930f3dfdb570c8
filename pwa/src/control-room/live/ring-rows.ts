// The rings of a running action as the table and the map show them: outermost first, a colour by distance. Pure.

import type { Ring } from "../../api/types";

export interface RingRow extends Ring {
  /** 1 is the outermost; styles and map give it its colour. */
  number: number;
}

/** Rows from far to near, however they came. */
export function rows(rings: readonly Ring[]): RingRow[] {
  return [...rings].sort((a, b) => b.to - a.to).map((ring, at) => ({ ...ring, number: at + 1 }));
}

export type OrderSaid =
  | { key: "order.none" }
  | { key: "order.kept"; window: number }
  | { key: "order.lagged"; overtaken: number; window: number }
  | { key: "order.broken"; inversions: number };

/** Whether the farthest came first, as one sentence. */
export function orderSaid(
  order: { window: number; inversions: number; overtaken: number },
  selected: number,
): OrderSaid {
  if (order.inversions > 0) return { key: "order.broken", inversions: order.inversions };
  if (order.overtaken > 0) {
    return { key: "order.lagged", overtaken: order.overtaken, window: order.window };
  }
  return selected === 0 ? { key: "order.none" } : { key: "order.kept", window: order.window };
}
