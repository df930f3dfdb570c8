import { t } from "../../i18n/room";
import { written } from "../../places/query";
import { announce } from "../../ui/LiveRegion";
import { RoomMap } from "../map/RoomMap";
import { change, type Draft } from "./draft";

/** The area on the map; a click chooses its middle. */
export function Where({ draft, radius }: { draft: Draft; radius: number | null }) {
  return (
    <RoomMap
      label={t("start.map")}
      area={draft.place && { center: draft.place.location, radius: radius ?? 500 }}
      onPick={(location) => {
        change({ place: { label: "", location }, sought: written(location) });
        announce(t("place.chosen", { label: written(location) }));
      }}
    />
  );
}
