import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PlaceName, Point } from "../../api/types";
import type { ChosenPlace } from "../../device/store-schema";
import { type Key, wordsOf } from "../../i18n/app";
import { Button } from "../../ui/Button";
import { ByAddress } from "./ByAddress";
import { ByMap } from "./ByMap";
import { ByName } from "./ByName";
import type { PlaceTools } from "./tools";

const t = wordsOf("places");

export interface PickerProps {
  name: PlaceName;
  tools: PlaceTools;
  start: Point | null;
  onChoose: (place: ChosenPlace) => void;
}

type Way = "address" | "name" | "map";
const WAYS: Record<Way, Key<"places">> = {
  address: "place.byAddress",
  name: "place.byName",
  map: "place.byMap",
};

/** Three ways to one point; when the first fails the others stand below it. */
export function PlacePicker({ name, tools, start, onChoose }: PickerProps) {
  const [way, setWay] = useState<Way>("address");
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // On a small screen it opens out of sight; and what was pressed for another way is gone.
    const field = box.current?.querySelector("input") ?? box.current;
    field?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: "start" });
  }, [way]);
  return (
    <div class="picker" ref={box} tabIndex={-1}>
      {way === "address" && <ByAddress id={name} lookUp={tools.lookUp} onChoose={onChoose} />}
      {way === "name" && <ByName id={name} load={tools.names} onChoose={onChoose} />}
      {way === "map" && <ByMap start={start} tileUrl={tools.tileUrl} onChoose={onChoose} />}
      {(Object.keys(WAYS) as Way[])
        .filter((other) => other !== way)
        .map((other) => (
          <Button key={other} look="small" onPress={() => setWay(other)}>
            {t(WAYS[other])}
          </Button>
        ))}
      <p class="hint">{t("place.privacy")}</p>
    </div>
  );
}
