// Leaflet, fetched only when a map is on the screen.

import { circle, circleMarker, type LeafletMouseEvent, layerGroup } from "leaflet";
import type { Point } from "../../api/types";
import { point } from "../../device/position";
import { base, latLon, NETHERLANDS, type Titles } from "../../ui/map/leaflet";
import type { Shown } from "./RoomMap";

interface Options {
  tileUrl: string;
  titles: Titles;
  failed: () => void;
  picked: (point: Point) => void;
}

export interface Drawing {
  show: (shown: Shown) => void;
  remove: () => void;
}

export const RINGS = 5;

export function draw(element: HTMLElement, { tileUrl, titles, failed, picked }: Options): Drawing {
  const map = base(element, tileUrl, failed, titles);
  map.setView(NETHERLANDS, 7, { animate: false });
  map.on("click", ({ latlng }: LeafletMouseEvent) => picked(point(latlng.lng, latlng.lat)));
  const drawn = layerGroup().addTo(map);
  let framed = "";
  return {
    show: ({ area, rings, tips = [], wider, chosen }) => {
      drawn.clearLayers();
      if (area) {
        const center = latLon(area.center);
        const widths = rings ? Array.from({ length: RINGS }, (_, at) => (RINGS - at) / RINGS) : [1];
        widths.forEach((share, at) => {
          const className = rings ? `map-ring ring-${at}` : "map-area";
          circle(center, { radius: area.radius * share, className, interactive: false }).addTo(drawn);
        });
        circleMarker(center, { radius: 5, className: "map-center", interactive: false }).addTo(drawn);
        // Only where the area itself changed: what the dispatcher moved or zoomed stays so.
        const radius = Math.max(area.radius, wider ?? 0);
        if (wider) circle(center, { radius: wider, className: "map-wider", interactive: false }).addTo(drawn);
        const frame = `${area.center.coordinates} ${radius}`;
        if (frame !== framed) {
          framed = frame;
          map.fitBounds(center.toBounds(radius * 2), { animate: false, padding: [8, 8] });
        }
      }
      for (const { location, label } of tips) {
        circleMarker(latLon(location), { radius: 13, className: "map-tip", interactive: false })
          .bindTooltip(label, { permanent: true, direction: "center", className: "map-number" })
          .addTo(drawn);
      }
      if (chosen) circleMarker(latLon(chosen), { radius: 9, className: "map-chosen" }).addTo(drawn);
    },
    remove: () => void map.remove(),
  };
}
