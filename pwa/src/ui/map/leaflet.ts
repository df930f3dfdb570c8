// Leaflet, in the one file that is fetched only when a map is asked for.

import {
  circle,
  circleMarker,
  control,
  type LatLng,
  type Map as LeafletMap,
  latLng,
  map as leafletMap,
  tileLayer,
} from "leaflet";
import "./leaflet.css";
import type { Point } from "../../api/types";
import { point } from "../../device/position";
import { t } from "../../i18n/app";

/** What the buttons of the map say. */
export interface Titles {
  zoomIn: string;
  zoomOut: string;
}

const ATTRIBUTION = "Kaartgegevens © Kadaster";
/** The middle of the country, for who has no place yet. */
export const NETHERLANDS = latLng(52.16, 5.39);
const FAILURES = 4;

interface Area {
  area: { center: Point; radius: number };
  /** Where the reader is, and what that is called. */
  myself: Point | null;
  mine: string;
  tileUrl: string;
  /** The background does not come; what is drawn on it stays. */
  failed: () => void;
}

export function drawArea(element: HTMLElement, { area, myself, mine, tileUrl, failed }: Area): () => void {
  const drawn = base(element, tileUrl, failed);
  const center = latLon(area.center);
  drawn.fitBounds(center.toBounds(area.radius * 2), { animate: false, padding: [8, 8] });
  circle(center, { radius: area.radius, className: "map-area" }).addTo(drawn);
  if (myself) {
    circleMarker(latLon(myself), { radius: 8, className: "map-myself" }).bindTooltip(mine).addTo(drawn);
  }
  return () => drawn.remove();
}

interface Choosing {
  start: Point | null;
  tileUrl: string;
  failed: () => void;
}

/** A map under a fixed cross: moving the map chooses, by finger, mouse and arrow keys alike. */
export function drawChoice(element: HTMLElement, { start, tileUrl, failed }: Choosing) {
  const drawn = base(element, tileUrl, failed);
  drawn.setView(start ? latLon(start) : NETHERLANDS, start ? 15 : 8, { animate: false });
  return {
    chosen: (): Point => {
      const { lng, lat } = drawn.getCenter();
      return point(lng, lat);
    },
    remove: () => void drawn.remove(),
  };
}

/** A map with its background and nothing on it; the control room draws on it too. */
export function base(
  element: HTMLElement,
  tileUrl: string,
  failed: () => void,
  titles: Titles = { zoomIn: t("map.zoomIn"), zoomOut: t("map.zoomOut") },
): LeafletMap {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const drawn = leafletMap(element, {
    zoomControl: false,
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    inertia: !still,
    minZoom: 6,
    maxZoom: 19,
    // The wheel scrolls the page the map stands in.
    scrollWheelZoom: false,
  });
  control.zoom({ zoomInTitle: titles.zoomIn, zoomOutTitle: titles.zoomOut }).addTo(drawn);
  drawn.attributionControl.setPrefix(false);
  let failures = 0;
  let loaded = 0;
  // Tiles are only given to whoever says which site they are for; nothing else tells anybody.
  tileLayer(tileUrl, {
    minZoom: 6,
    maxZoom: 19,
    attribution: ATTRIBUTION,
    referrerPolicy: "strict-origin-when-cross-origin",
  })
    .on("tileload", () => loaded++)
    .on("tileerror", () => {
      if (++failures === FAILURES && loaded === 0) failed();
    })
    .addTo(drawn);
  return drawn;
}

export const latLon = ({ coordinates: [longitude, latitude] }: Point): LatLng => latLng(latitude, longitude);
