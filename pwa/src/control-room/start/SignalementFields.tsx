import type { ComponentChildren } from "preact";
import { isMissing } from "../../api/kinds";
import { type Key, t } from "../../i18n/room";
import { Check } from "../parts/Check";
import { Field, Select } from "../parts/Field";
import { change, type Draft, PERSON, VEHICLE } from "./draft";
import { titleOf } from "./report";

interface Props {
  draft: Draft;
  problem: (field: string) => string | null;
}

const SEXES = ["girl", "boy", "woman", "man", "unknown"] as const;
const NUMBERS = [
  ["age-from", "ageFrom", "field.ageFrom"],
  ["age-to", "ageTo", "field.ageTo"],
  ["length", "lengthCm", "field.length"],
] as const;

/** Whom or what to look out for, in the order in which it is told; of a vehicle that is sought, the vehicle. The sentence grows in the preview. */
export function SignalementFields({ draft, problem }: Props) {
  const lacks = problem("description");
  return (
    <>
      {isMissing(draft.kind) && (
        <Check
          id="consent"
          checked={draft.consent}
          error={problem("familyConsent")}
          onChange={(consent) => change({ consent })}
        >
          {t("start.consent")}
        </Check>
      )}
      {draft.kind === "vehicle-search" ? (
        <>
          <Vehicle draft={draft} problem={problem} lacks={lacks} />
          <Person draft={draft} problem={problem} />
        </>
      ) : (
        <>
          <Person draft={draft} problem={problem} lacks={lacks} />
          <Vehicle draft={draft} problem={problem} />
        </>
      )}
      <div class="fields">
        <Field
          id="lettering"
          dutch
          label={t("field.lettering")}
          longest={40}
          value={draft.lettering}
          error={problem("description.lettering")}
          onChange={(lettering) => change({ lettering })}
        />
        <Field
          id="direction"
          dutch
          width="half"
          label={t("field.direction")}
          longest={60}
          value={draft.direction}
          error={problem("description.direction")}
          onChange={(direction) => change({ direction })}
        />
        <Field
          id="caution"
          dutch
          width="half"
          label={t("field.caution")}
          longest={80}
          value={draft.caution}
          error={problem("description.caution")}
          onChange={(caution) => change({ caution })}
        />
        <Field
          id="summary"
          dutch
          label={t("field.summary")}
          hint={t("field.summaryHint")}
          longest={80}
          value={titleOf(draft)}
          error={problem("description.summary")}
          onChange={(summary) => change({ summary })}
        />
      </div>
    </>
  );
}

interface GroupProps {
  legend: string;
  /** What all of it lacks, said where it begins. */
  lacks: string | null | undefined;
  children: ComponentChildren;
}

function Group({ legend, lacks, children }: GroupProps) {
  return (
    <fieldset class="fields" aria-describedby={lacks ? "description-error" : undefined}>
      <legend>{legend}</legend>
      {lacks && (
        <p class="error" id="description-error">
          {lacks}
        </p>
      )}
      {children}
    </fieldset>
  );
}

function Person({ draft, problem, lacks }: Props & { lacks?: string | null }) {
  return (
    <Group legend={t("start.person")} lacks={lacks}>
      <Select
        id="sex"
        width="narrow"
        label={t("field.sex")}
        value={draft.sex}
        error={problem("description.person.sex")}
        options={[
          ["", t("start.choose")],
          ...SEXES.map((sex): [string, string] => [
            sex,
            sex === "unknown" ? t("field.unknown") : t(`sex.${sex}`),
          ]),
        ]}
        onChange={(sex) => change({ sex })}
      />
      {NUMBERS.map(([id, name, label]) => (
        <Field
          key={id}
          id={id}
          width="narrow"
          label={t(label)}
          inputMode="numeric"
          longest={3}
          value={draft[name]}
          error={problem(`description.person.${name}`)}
          onChange={(typed) => change({ [name]: typed })}
        />
      ))}
      {PERSON.map((name) => (
        <Field
          key={name}
          id={name}
          dutch
          width="half"
          label={t(`field.${name}` as Key)}
          longest={60}
          value={draft.person[name] ?? ""}
          error={problem(`description.person.${name}`)}
          onChange={(typed) => change({ person: { ...draft.person, [name]: typed } })}
        />
      ))}
    </Group>
  );
}

function Vehicle({ draft, problem, lacks }: Props & { lacks?: string | null }) {
  return (
    <Group legend={t("start.vehicle")} lacks={lacks}>
      {VEHICLE.map((name) => (
        <Field
          key={name}
          id={`vehicle-${name}`}
          dutch
          width="third"
          label={t(`field.vehicle.${name}` as Key)}
          longest={60}
          value={draft.vehicle[name] ?? ""}
          error={problem(`description.vehicle.${name}`)}
          onChange={(typed) => change({ vehicle: { ...draft.vehicle, [name]: typed } })}
        />
      ))}
    </Group>
  );
}
