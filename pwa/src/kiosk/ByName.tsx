import { useEffect, useState } from "preact/hooks";
import type { ChosenPlace } from "../device/store-schema";
import { useWords } from "../i18n/kiosk";
import { type NamedPlace, names, search } from "../places/names";
import { accepted, inName } from "./allowed-keys";
import { Keyboard } from "./Keyboard";

const SHOWN = 3;

export function ByName({ onChoose, onFail }: { onChoose: (place: ChosenPlace) => void; onFail: () => void }) {
  const t = useWords();
  const [places, setPlaces] = useState<NamedPlace[]>([]);
  const [typed, setTyped] = useState("");
  useEffect(() => void names().then(setPlaces, onFail), []);
  const found = search(places, typed);
  const label = ({ name, municipality }: NamedPlace) =>
    name === municipality ? name : `${name} (${municipality})`;
  return (
    <>
      <div class="field at">
        <label for="place">{t("place.name")}</label>
        <input
          id="place"
          value={typed}
          inputMode="none"
          autocomplete="off"
          onInput={({ currentTarget }) => {
            currentTarget.value = accepted(inName, currentTarget.value);
            setTyped(currentTarget.value);
          }}
        />
      </div>
      <p class="said" role="status">
        {typed.length < 2 ? t("place.nameHint") : found.length === 0 && t("place.noMatches")}
      </p>
      <div class="hand">
        <ul class="list">
          {found.slice(0, SHOWN).map((place) => (
            <li key={`${place.name} ${place.municipality} ${place.location.coordinates}`}>
              <button
                type="button"
                class="other"
                onClick={() => onChoose({ label: label(place), location: place.location })}
              >
                {label(place)}
              </button>
            </li>
          ))}
        </ul>
        <Keyboard typed={typed} accepts={inName} onType={setTyped} words />
      </div>
    </>
  );
}
