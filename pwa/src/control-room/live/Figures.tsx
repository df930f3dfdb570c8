import { useState } from "preact/hooks";
import type { Action, Progress } from "../../api/types";
import { count, t } from "../../i18n/room";
import { since } from "./format";
import { type Spoken, throttle } from "./throttle";

interface Props {
  action: Action;
  counts: Omit<Progress, "rings">;
  now: Date;
}

/** The numbers that matter, as the largest text on the screen; the others below them. */
export function Figures({ action, counts, now }: Props) {
  const passed = since(action.startedAt, action.endedAt ? new Date(action.endedAt) : now);
  const { handedOver, selected, shown, outcome } = counts;
  return (
    <section class="figures" aria-label={t("live.figures")}>
      <dl class="large">
        {!action.endedAt && <Figure look="time" name={t("live.since")} value={passed} />}
        <Figure
          name={t("live.handedOver")}
          value={count(handedOver)}
          of={t("live.of", { whole: count(selected) })}
        />
        <Figure name={t("live.shown")} value={count(shown)} of={t("live.of", { whole: count(handedOver) })} />
        {action.endedAt && (
          <Figure
            name={t("live.outcome")}
            value={count(outcome.handedOver)}
            of={t("live.of", { whole: count(outcome.selected) })}
          />
        )}
      </dl>
      <dl class="rest">
        {action.endedAt && <Figure name={t("live.took")} value={passed} />}
        {REST.filter(({ name, always }) => always || counts[name] > 0).map(({ name }) => (
          <Figure key={name} name={t(`live.${name}`)} value={count(counts[name])} />
        ))}
      </dl>
      <Summary action={action} counts={counts} now={+now} />
    </section>
  );
}

/** What is rare is only there when it happened. */
const REST = [
  { name: "waiting", always: true },
  { name: "accepted", always: true },
  { name: "opened", always: true },
  { name: "failed", always: false },
  { name: "gone", always: false },
  { name: "unreachable", always: false },
  { name: "withdrawn", always: false },
] as const;

interface FigureProps {
  name: string;
  value: string;
  of?: string;
  look?: "time";
}

function Figure({ name, value, of, look }: FigureProps) {
  return (
    <div class={look}>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        {of && <span>{of}</span>}
      </dd>
    </div>
  );
}

/** For a screen reader: the same, but not each second. */
function Summary({ action, counts, now }: { action: Action; counts: Props["counts"]; now: number }) {
  const { outcome } = counts;
  const text = action.endedAt
    ? t("live.summaryEnded", { handedOver: count(outcome.handedOver), selected: count(outcome.selected) })
    : t("live.summary", {
        handedOver: count(counts.handedOver),
        selected: count(counts.selected),
        shown: count(counts.shown),
        waiting: count(counts.waiting),
      });
  const [last, setLast] = useState<Spoken | null>(null);
  const told = throttle(last, text, now);
  if (told !== last) setLast(told);
  return (
    <p class="unseen" role="status" id="summary">
      {told.text}
    </p>
  );
}
