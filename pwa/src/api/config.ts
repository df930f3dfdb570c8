// What the operator set for the screens, until the server was asked what nobody changed. Each product fills it.

import { signal } from "@preact/signals";
import type { Config } from "./types";

export const DEFAULTS: Config = {
  tileUrl: "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/standaard/EPSG:3857/{z}/{x}/{y}.png",
  phones: { tips: "08000011", urgent: "112", police: "09008844" },
  publicUrl: "",
};

export const config = signal(DEFAULTS);
