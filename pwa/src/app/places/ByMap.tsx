import { useEffect, useRef, useState } from "preact/hooks";
import type { Point } from "../../api/types";
import type { ChosenPlace } from "../../device/store-schema";
import { wordsOf } from "../../i18n/app";
import { Button } from "../../ui/Button";

const t = wordsOf("places");

interface Props {
  start: Point | null;
  tileUrl: string;
  onChoose: (place: ChosenPlace) => void;
}

export function ByMap({ start, tileUrl, onChoose }: Props) {
  const place = useRef<HTMLElement>(null);
  const chosen = useRef<(() => Point) | null>(null);
  const [state, setState] = useState<"loading" | "there" | "failed">("loading");
  useEffect(() => {
    let remove = () => {};
    let gone = false;
    import("../../ui/map/leaflet").then(
      ({ drawChoice }) => {
        if (gone || !place.current) return;
        const drawn = drawChoice(place.current, { start, tileUrl, failed: () => setState("failed") });
        chosen.current = drawn.chosen;
        remove = drawn.remove;
        setState("there");
      },
      () => setState("failed"),
    );
    return () => {
      gone = true;
      remove();
    };
  }, []);
  return (
    <>
      <p role="status">
        {state === "failed"
          ? t("map.chooseFailed")
          : state === "loading"
            ? t("map.loading")
            : t("map.choose")}
      </p>
      <div class="map choosing">
        <section ref={place} aria-label={t("map.choose")} />
        <span class="cross" aria-hidden="true" />
      </div>
      {/* Without a background nobody could tell where the cross stands. */}
      {state !== "failed" && (
        <Button
          busy={state !== "there"}
          onPress={() => chosen.current && onChoose({ label: t("place.chosen"), location: chosen.current() })}
        >
          {t("place.take")}
        </Button>
      )}
    </>
  );
}
