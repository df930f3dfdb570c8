import { t } from "../../i18n/room";
import { asked, written } from "../../places/query";
import { announce } from "../../ui/LiveRegion";
import { Sentence } from "../parts/Dutch";
import { called, PlaceSearch } from "../parts/PlaceSearch";
import type { Place } from "./draft";

interface Props {
  sought: string;
  place: Place | null;
  error: string | null;
  onSeek: (sought: string) => void;
  onChoose: (place: Place) => void;
}

/** Where it happened. The map does the same. */
export function PlaceField({ sought, place, error, onSeek, onChoose }: Props) {
  return (
    <PlaceSearch
      id="place"
      label={t("start.place")}
      hint={t("start.placeHint")}
      error={error}
      typed={sought}
      seeks={!place || asked(sought) !== null}
      onType={onSeek}
      onChoose={(chosen) => {
        onChoose(chosen);
        announce(t("place.chosen", { label: called(chosen) }));
        document.getElementById("seen-at")?.focus();
      }}
    >
      {place && (
        <p class={error ? "hint" : "chosen"}>
          {place.label ? (
            <Sentence says="place.chosen" dutch={{ label: place.label }} />
          ) : (
            t("place.chosen", { label: called(place) })
          )}{" "}
          <span class="hint">({written(place.location)})</span>
        </p>
      )}
    </PlaceSearch>
  );
}
