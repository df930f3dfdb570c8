import { useEffect, useRef, useState } from "preact/hooks";
import { config } from "../../api/config";
import type { Area, Point } from "../../api/types";
import { t } from "../../i18n/room";
import type { Drawing } from "./draw";

export interface Shown {
  area: Area | null;
  /** Shares of the radius, outermost first: five lines inside the circle, each with its colour. */
  rings?: boolean;
  tips?: { id: string; location: Point; label: string }[];
  /** A radius that is being considered. */
  wider?: number | null;
  /** A point that is being chosen. */
  chosen?: Point | null;
}

interface Props extends Shown {
  label: string;
  /** Clicking chooses a point. Fields must do the same. */
  onPick?: ((point: Point) => void) | undefined;
}

/** The map; what stands on it stands in words beside it too. */
export function RoomMap({ label, onPick, ...shown }: Props) {
  const place = useRef<HTMLElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const latest = useRef({ shown, onPick });
  latest.current = { shown, onPick };
  const [failed, setFailed] = useState(false);
  const { tileUrl } = config.value;
  useEffect(() => {
    let gone = false;
    import("./draw").then(
      ({ draw }) => {
        if (gone || !place.current) return;
        drawing.current = draw(place.current, {
          tileUrl,
          titles: { zoomIn: t("map.zoomIn"), zoomOut: t("map.zoomOut") },
          failed: () => setFailed(true),
          picked: (point) => latest.current.onPick?.(point),
        });
        drawing.current.show(latest.current.shown);
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
      drawing.current?.remove();
      drawing.current = null;
    };
  }, [tileUrl]);
  useEffect(() => drawing.current?.show(shown), [JSON.stringify(shown)]);
  return (
    <>
      {/* Its class never changes: the map adds its own to it, which would be lost. */}
      <section class="map" data-picks={onPick ? "" : undefined} ref={place} aria-label={label} />
      {failed && <p class="hint">{t("map.failed")}</p>}
    </>
  );
}
