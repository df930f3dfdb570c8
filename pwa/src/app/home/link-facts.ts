// The facts of the chain, gathered from what this phone knows of itself.

import { computed } from "@preact/signals";
import {
  ahead,
  choices,
  confirmedBefore,
  doubted,
  me,
  moment,
  municipality,
  online,
  permitted,
  positionStatus,
  pushStatus,
  reachable,
} from "../state";
import { chain } from "./chain";

export const linkFacts = computed(() => {
  const stored = me.value;
  const places = stored ? stored.places : choices.value.places;
  const position = stored?.position;
  return chain(
    {
      permission: permitted.value,
      online: online.value,
      reachable: reachable.value,
      doubted: doubted.value,
      pushStatus: pushStatus.value,
      confirmedBefore: confirmedBefore.value,
      ahead: ahead.value,
      positionStatus: positionStatus.value,
      position: position
        ? { accuracy: position.accuracy, at: position.recordedAt, expiresAt: position.expiresAt }
        : null,
      places: { home: Boolean(places.home), work: Boolean(places.work) },
      municipality: stored ? stored.municipality : municipality.value,
    },
    moment.value,
  );
});
