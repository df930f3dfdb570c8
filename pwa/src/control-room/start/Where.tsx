import { RoomMap } from "../map/RoomMap";
import { written } from "../parts/places";
import { announce } from "../parts/Said";
import { say } from "../words";
import { change, type Draft } from "./draft";

/** The area on the map; a click chooses its middle. */
export function Where({ draft, radius }: { draft: Draft; radius: number | null }) {
  return (
    <RoomMap
      label={say("start.map")}
      area={draft.place && { center: draft.place.location, radius: radius ?? 500 }}
      onPick={(location) => {
        change({ place: { label: "", location }, sought: written(location) });
        announce(say("place.chosen", { label: written(location) }));
      }}
    />
  );
}
