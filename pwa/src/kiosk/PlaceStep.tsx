import { useState } from "preact/hooks";
import type { FoundAddress } from "../api/types";
import type { ChosenPlace } from "../device/store-schema";
import { type Key, useWords } from "../i18n/kiosk";
import { ByAddress } from "./ByAddress";
import { ByMap } from "./ByMap";
import { ByName } from "./ByName";

interface Props {
  lookUp: (postcode: string, number: string) => Promise<FoundAddress[]>;
  onChoose: (place: ChosenPlace | null) => void;
  why: Key;
  skip: Key;
  onFail: () => void;
}

type Way = "address" | "name" | "map";
const WAYS: Record<Way, Key> = { address: "place.byAddress", name: "place.byName", map: "place.byMap" };

/** Three ways to one point: when the look-up fails the others stand below it. */
export function PlaceStep({ lookUp, onChoose, why, skip, onFail }: Props) {
  const t = useWords();
  const [way, setWay] = useState<Way>("address");
  return (
    <>
      <p>{t(why)}</p>
      {way === "address" && <ByAddress lookUp={lookUp} onChoose={onChoose} />}
      {way === "name" && <ByName onChoose={onChoose} onFail={onFail} />}
      {way === "map" && <ByMap onChoose={onChoose} />}
      <div class="ways">
        {(Object.keys(WAYS) as Way[])
          .filter((other) => other !== way)
          .map((other) => (
            <button key={other} type="button" class="other" onClick={() => setWay(other)}>
              {t(WAYS[other])}
            </button>
          ))}
        <button type="button" class="other" onClick={() => onChoose(null)}>
          {t(skip)}
        </button>
      </div>
    </>
  );
}
