import { useEffect, useRef, useState } from "preact/hooks";
import type { Point } from "../../api/types";
import { wordsOf } from "../../i18n/app";
import { Button } from "../Button";

const t = wordsOf("alerts");

interface Props {
  area: { center: Point; radius: number };
  myself: Point | null;
  tileUrl: string;
}

/** The area on a map, fetched only when asked for: until then no other host hears of this phone. */
export function AreaMap(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="other" onPress={() => setOpen(!open)} expanded={open}>
        {t(open ? "alert.hideMap" : "alert.showMap")}
      </Button>
      {open && <Drawn {...props} />}
    </>
  );
}

function Drawn({ area, myself, tileUrl }: Props) {
  const place = useRef<HTMLElement>(null);
  const [failed, setFailed] = useState(false);
  const { center, radius } = area;
  const [longitude, latitude] = center.coordinates;
  useEffect(() => {
    let remove = () => {};
    let gone = false;
    import("./leaflet").then(
      ({ drawArea }) => {
        if (gone || !place.current) return;
        const failed = () => setFailed(true);
        remove = drawArea(place.current, { area, myself, mine: t("map.you"), tileUrl, failed });
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
      remove();
    };
  }, [longitude, latitude, radius, tileUrl]);
  return (
    <>
      {failed && (
        <p class="note" role="status">
          {t("map.failed")}
        </p>
      )}
      <section class="map" ref={place} aria-label={t("map.area")} />
    </>
  );
}
