import { useEffect, useState } from "preact/hooks";
import type { Action, Outcome, Preview, Result } from "../../api/types";
import { count, t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { useQuery } from "../../ui/useQuery";
import { commandOf, isUnderWay, send, settle } from "../commands/commands";
import { useDraft } from "../commands/useDraft";
import { Bar } from "../parts/Bar";
import { Sentence } from "../parts/Dutch";
import { TextArea } from "../parts/Field";
import { Screen } from "../parts/Screen";
import { PhonePreview } from "../phone/PhonePreview";
import { ofText } from "../problem-text";
import { go, to } from "../route";
import { previewOutcome } from "../server";
import { results } from "./ending";
import { Previews, tooLong } from "./Previews";
import { phoneOf } from "./phone";
import { PREVIEW } from "./preview";
import { SentLine } from "./SentLine";
import { useAction } from "./useAction";

const LONGEST = 300;

/** #/actie/{id}/einde: how it ended, in the words participants will read. */
export function OutcomeScreen({ id }: { id: string }) {
  const { action, unknown, progress } = useAction(id);
  if (!action) {
    return (
      <Screen title={t(unknown ? "live.none" : "live.loading")} back={to.overview}>
        {unknown && <p>{t("live.unknown")}</p>}
      </Screen>
    );
  }
  const counts = progress.value ?? action.counts;
  return <Ending action={action} reached={counts.handedOver} waiting={counts.waiting} />;
}

interface Typed {
  result: Result | null;
  text: string;
}

function Ending({ action, reached, waiting }: { action: Action; reached: number; waiting: number }) {
  const { id } = action;
  const { draft, change, reread } = useDraft<Typed>(`outcome:${id}`, { result: null, text: "" });
  const [needed, setNeeded] = useState(false);
  const command = commandOf("outcome", id);
  const state = command?.state;
  useEffect(() => {
    if (state === "refused" || state === "kept") reread();
    if (state !== "done") return;
    settle("outcome", id);
    go(to.action(id), "replace");
  }, [state]);
  const { result, text } = draft;
  const body = result && outcomeOf(result, text);
  const previewing = useQuery<Outcome, Preview>(body, (asked) => previewOutcome(id, asked), PREVIEW);
  const forbidden = ofText(previewing.value);
  const over = forbidden !== null || (previewing.value ? tooLong(previewing.value) > 0 : false);
  const choose = (next: Result) => {
    setNeeded(false);
    change({ result: next });
  };
  const confirm = () => {
    setNeeded(!body);
    if (!body) return document.querySelector<HTMLElement>("input[name=result]")?.focus();
    if (!over && !isUnderWay(command)) send("outcome", id, body, draft);
  };
  const title = t(action.exercise ? "end.titleExercise" : "end.title");
  const phone = phoneOf(action, null, { kind: "outcome", preview: previewing.value });
  return (
    <Screen title={title} back={to.action(id)} exercise={action.exercise} phone={<PhonePreview {...phone} />}>
      <p class="about">
        <Sentence says="end.of" dutch={{ title: action.description.summary, place: action.place }} />
      </p>
      {action.result && !isUnderWay(command) && (
        <Bar look="good" urgent>
          {t("end.already", { result: t(`result.${action.result}`) })}{" "}
          <a href={to.action(id)}>{t("end.back")}</a>
        </Bar>
      )}
      <form
        class="ending"
        aria-label={title}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        <Results action={action} chosen={result} needed={needed} onChoose={choose} />
        <TextArea
          id="end-text"
          dutch
          label={t("end.text")}
          hint={t("end.textHint")}
          longest={LONGEST}
          rows={3}
          value={text}
          error={forbidden}
          onChange={(typed) => change({ text: typed })}
        />
        {waiting > 0 && <p class="hint">{t("end.stillLeaving", { waiting: count(waiting) })}</p>}
        <Button submits busy={isUnderWay(command) || over || action.status === "ended"}>
          {confirming(action.exercise, reached)}
        </Button>
        <SentLine command={command} done={t("end.done")} />
        <Previews previewing={previewing} />
      </form>
    </Screen>
  );
}

const outcomeOf = (result: Result, text: string): Outcome =>
  text.trim() ? { result, text: text.trim() } : { result };

function confirming(exercise: boolean, reached: number): string {
  if (reached === 0) return t(exercise ? "end.titleExercise" : "end.sendNobody");
  return t(exercise ? "end.sendExercise" : "end.send", { count: count(reached) });
}

interface ResultsProps {
  action: Action;
  chosen: Result | null;
  needed: boolean;
  onChoose: (result: Result) => void;
}

/** What fits the kind first. */
function Results({ action: { kind }, chosen, needed, onChoose }: ResultsProps) {
  const { likely, others } = results(kind);
  const choice = (result: Result) => (
    <label key={result}>
      <input
        type="radio"
        name="result"
        checked={result === chosen}
        aria-describedby={needed ? "result-error" : undefined}
        onChange={() => onChoose(result)}
      />
      <span>{t(`result.${result}`)}</span>
    </label>
  );
  return (
    <fieldset class="choices">
      <legend>{t("end.result")}</legend>
      {likely.map(choice)}
      {others.length > 0 && (
        <details open={chosen !== null && others.includes(chosen)}>
          <summary>{t("end.others")}</summary>
          {others.map(choice)}
        </details>
      )}
      {needed && (
        <p class="error" id="result-error" role="alert">
          {t("end.resultNeeded")}
        </p>
      )}
    </fieldset>
  );
}
