import { useRef } from "preact/hooks";
import { now } from "../../api/server-time";
import { ago } from "../../i18n/format";
import { t } from "../../i18n/room";
import { KINDS } from "../../i18n/values";
import { written } from "../../places/query";
import { Check } from "../parts/Check";
import { Field, Select } from "../parts/Field";
import { change, type Draft } from "./draft";
import { PlaceField } from "./PlaceField";
import { parseTime } from "./parse-time";
import { seenPlaceOf } from "./report";

/** Kind, place and time: what everything else follows from. */
export function What({ draft, problem }: { draft: Draft; problem: (field: string) => string | null }) {
  const first = useRef(true);
  return (
    <>
      <div class="fields">
        <div
          class="half"
          ref={(element) => {
            // The form begins here, the screen's title stands above it in the label's own words.
            if (element && first.current) element.querySelector("select")?.focus({ preventScroll: true });
            first.current = false;
          }}
        >
          <Select
            id="kind"
            label={t("start.kind")}
            value={draft.kind}
            error={problem("kind")}
            options={[["", t("start.choose")], ...KINDS.map((k): [string, string] => [k, t(`kind.${k}`)])]}
            onChange={(kind) => change({ kind: kind as Draft["kind"] })}
          />
        </div>
        <Check id="exercise" half checked={draft.exercise} onChange={(exercise) => change({ exercise })}>
          {t("start.exercise")}
        </Check>
      </div>
      <PlaceField
        sought={draft.sought}
        place={draft.place}
        error={problem("location")}
        onSeek={(sought) => change({ sought })}
        onChoose={(place) => change({ place, sought: place.label || written(place.location) })}
      />
      <div class="fields">
        <Field
          id="seen-at"
          width="half"
          label={t("start.seenAt")}
          value={draft.seenTyped}
          longest={12}
          inputMode="decimal"
          error={problem("description.lastSeenAt")}
          hint={draft.seenAt ? ago(new Date(draft.seenAt), now()) : t("start.seenHint")}
          onChange={(seenTyped) =>
            change({ seenTyped, seenAt: parseTime(seenTyped, now())?.toISOString() ?? null })
          }
        />
        <Field
          id="seen-place"
          dutch
          width="half"
          label={t("start.seenPlace")}
          hint={t("start.seenPlaceHint")}
          value={seenPlaceOf(draft)}
          longest={80}
          error={problem("description.lastSeenPlace")}
          onChange={(seenPlace) => change({ seenPlace })}
        />
      </div>
    </>
  );
}
