import { useState } from "preact/hooks";
import { t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { Sentence } from "../parts/Dutch";
import { PlaceSearch } from "../parts/PlaceSearch";
import type { TipDraft } from "./tip";

interface Props {
  place: TipDraft["place"];
  onChange: (place: TipDraft["place"]) => void;
}

/** The place of a tip, where it is known: looked for here, or by a click on the map. */
export function TipPlace({ place, onChange }: Props) {
  const [typed, setTyped] = useState("");
  if (place) {
    return (
      <div class="field">
        <p class="label">
          {place.label ? (
            <Sentence says="tip.placeChosen" dutch={{ label: place.label }} />
          ) : (
            t("tip.placeChosen", { label: t("tip.placeOnMap") })
          )}
        </p>
        <Button look="small" onPress={() => onChange(null)}>
          {t("tip.placeDrop")}
        </Button>
      </div>
    );
  }
  return (
    <PlaceSearch
      id="tip-place"
      label={t("tip.place")}
      hint={t("tip.placeHint")}
      typed={typed}
      // With an empty field Enter saves the tip, as everywhere in this form.
      seeks={typed.trim() !== ""}
      onType={setTyped}
      onChoose={(found) => {
        setTyped("");
        onChange(found);
        // The field goes; where the tip itself is typed, Enter saves it.
        document.getElementById("tip-text")?.focus();
      }}
    />
  );
}
