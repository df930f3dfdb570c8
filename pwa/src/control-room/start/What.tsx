import { useRef } from "preact/hooks";
import { now } from "../../api/server-time";
import { KINDS } from "../../api/staff-types";
import { ago } from "../../i18n/format";
import { say } from "../../i18n/room";
import { written } from "../../places/query";
import { Check } from "../parts/Check";
import { Field, Select } from "../parts/Field";
import { change, type Draft } from "./draft";
import { PlaceField } from "./PlaceField";
import { momentOf } from "./parse-time";
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
            label={say("start.kind")}
            value={draft.kind}
            error={problem("kind")}
            options={[
              ["", say("start.choose")],
              ...KINDS.map((k): [string, string] => [k, say(`kind.${k}`)]),
            ]}
            onChange={(kind) => change({ kind: kind as Draft["kind"] })}
          />
        </div>
        <Check id="exercise" half checked={draft.exercise} onChange={(exercise) => change({ exercise })}>
          {say("start.exercise")}
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
          label={say("start.seenAt")}
          value={draft.seenTyped}
          longest={12}
          inputMode="decimal"
          error={problem("description.lastSeenAt")}
          hint={draft.seenAt ? ago(new Date(draft.seenAt), now()) : say("start.seenHint")}
          onChange={(seenTyped) =>
            change({ seenTyped, seenAt: momentOf(seenTyped, now())?.toISOString() ?? null })
          }
        />
        <Field
          id="seen-place"
          dutch
          width="half"
          label={say("start.seenPlace")}
          hint={say("start.seenPlaceHint")}
          value={seenPlaceOf(draft)}
          longest={80}
          error={problem("description.lastSeenPlace")}
          onChange={(seenPlace) => change({ seenPlace })}
        />
      </div>
    </>
  );
}
