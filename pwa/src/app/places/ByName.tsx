import { useEffect, useState } from "preact/hooks";
import type { ChosenPlace } from "../../device/store-schema";
import { wordsOf } from "../../i18n/app";
import { type NamedPlace, search } from "../../places/names";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";

const t = wordsOf("places");

interface Props {
  id: string;
  load: () => Promise<NamedPlace[]>;
  onChoose: (place: ChosenPlace) => void;
}

const SHOWN = 8;

export function ByName({ id, load, onChoose }: Props) {
  const [places, setPlaces] = useState<NamedPlace[] | null>(null);
  const [failed, setFailed] = useState(false);
  const [typed, setTyped] = useState("");
  useEffect(() => {
    load().then(setPlaces, () => setFailed(true));
  }, []);
  const found = search(places ?? [], typed);
  const label = ({ name, municipality }: NamedPlace) =>
    name === municipality ? name : t("place.inMunicipality", { place: name, municipality });
  const count = found.length === 0 ? t("place.noMatches") : t("place.matches", { n: found.length });
  return (
    <>
      <Field
        id={`${id}-name`}
        label={t("place.name")}
        hint={t("place.nameHint")}
        value={typed}
        onChange={setTyped}
        inputMode="search"
      />
      <p role="status">
        {failed ? t("app.offline") : places === null ? t("app.loading") : typed.trim().length > 1 && count}
      </p>
      <ul class="list">
        {found.slice(0, SHOWN).map((place) => (
          <li key={`${place.name} ${place.municipality} ${place.location.coordinates}`}>
            <Button look="small" onPress={() => onChoose({ label: label(place), location: place.location })}>
              {label(place)}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
