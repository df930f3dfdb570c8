import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Config, Point } from "../api/types";
import type { ChosenPlace } from "../device/store-schema";
import { Spoken, useWords } from "../i18n/kiosk";

export function ByMap({ onChoose }: { onChoose: (place: ChosenPlace) => void }) {
  const t = useWords();
  const language = useContext(Spoken);
  const element = useRef<HTMLElement>(null);
  const chosen = useRef<(() => Point) | null>(null);
  const [state, setState] = useState<"loading" | "there" | "failed">("loading");
  useEffect(() => {
    let remove = () => {};
    let gone = false;
    const draw = async () => {
      // The app's map and its words: fetched only by who asks for a map.
      const [{ drawChoice }, { speak }, config] = await Promise.all([
        import("../ui/map/leaflet"),
        import("../i18n/app"),
        fetch("/config.json").then((answer) => answer.json() as Promise<Config>),
      ]);
      await speak(language);
      if (gone || !element.current) return;
      const drawn = drawChoice(element.current, {
        start: null,
        tileUrl: config.tileUrl,
        failed: () => setState("failed"),
      });
      chosen.current = drawn.chosen;
      remove = drawn.remove;
      setState("there");
    };
    draw().catch(() => setState("failed"));
    return () => {
      gone = true;
      remove();
    };
  }, []);
  return (
    <>
      <p class="said" role="status">
        {t(state === "failed" ? "place.mapFailed" : "place.map")}
      </p>
      <div class="hand">
        <div class="map choosing" hidden={state === "failed"}>
          <section ref={element} aria-label={t("place.map")} />
          <span class="cross" aria-hidden="true" />
        </div>
      </div>
      {state === "there" && (
        <button
          type="button"
          class="do"
          onClick={() => chosen.current && onChoose({ label: t("place.chosen"), location: chosen.current() })}
        >
          {t("place.take")}
        </button>
      )}
    </>
  );
}
