import { useRef, useState } from "preact/hooks";
import type { PlaceName } from "../../api/types";
import type { ChosenPlace } from "../../device/store-schema";
import { wordsOf } from "../../i18n/app";
import { Button } from "../../ui/Button";
import { lazy } from "../../ui/lazy";
import { useRefocus } from "../../ui/useRefocus";
import type { PlaceTools } from "./tools";

const t = wordsOf("places");

export type { PlaceTools };

const PlacePicker = lazy(async () => (await import("./PlacePicker")).PlacePicker);

interface Props {
  name: PlaceName;
  place: ChosenPlace | null;
  tools: PlaceTools;
  onChange: (place: ChosenPlace | null) => void;
}

/** Home or work: what is filled in, and the way to fill it in. */
export function PlaceField({ name, place, tools, onChange }: Props) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLElement>(null);
  const pressed = useRefocus(`${open} ${place === null}`, () => box.current?.querySelector("button"));
  const choose = (chosen: ChosenPlace) => {
    pressed();
    onChange(chosen);
    setOpen(false);
  };
  const [add, change, remove] = (
    {
      home: ["place.addHome", "place.changeHome", "place.removeHome"],
      work: ["place.addWork", "place.changeWork", "place.removeWork"],
    } as const
  )[name];
  return (
    <section class="choice" ref={box}>
      <h2>{t(`place.${name}`)}</h2>
      <p class="hint">{t(name === "home" ? "place.homeWhy" : "place.workWhy")}</p>
      {place && <p class="chosen">{place.label || t("place.stored")}</p>}
      <div class="pair">
        <Button look="other" expanded={open} onPress={() => setOpen(!open)}>
          {open ? t("app.cancel") : t(place ? change : add)}
        </Button>
        {place && !open && (
          <Button
            look="other"
            onPress={() => {
              pressed();
              onChange(null);
            }}
          >
            {t(remove)}
          </Button>
        )}
      </div>
      {open && (
        <PlacePicker name={name} tools={tools} start={place?.location ?? tools.near} onChoose={choose} />
      )}
    </section>
  );
}
