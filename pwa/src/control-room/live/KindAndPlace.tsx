import type { Action } from "../../api/types";
import { t } from "../../i18n/room";
import { Sentence } from "../parts/Dutch";

/** "Vermist kind · Leeuwarden, Leeuwarden" says its place once. */
export function KindAndPlace({ action: { kind, place, municipality, reference } }: { action: Action }) {
  const params = { kind: t(`kind.${kind}`) };
  return (
    <>
      {place === municipality.name ? (
        <Sentence says="live.atSame" params={params} dutch={{ place }} />
      ) : (
        <Sentence says="live.at" params={params} dutch={{ place, municipality: municipality.name }} />
      )}
      {reference && ` · ${reference}`}
    </>
  );
}
