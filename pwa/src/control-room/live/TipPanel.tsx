import { useEffect, useState } from "preact/hooks";
import { now } from "../../api/server-time";
import type { Line, Point } from "../../api/types";
import { t } from "../../i18n/room";
import { LINES } from "../../i18n/values";
import { Button } from "../../ui/Button";
import { commandOf, isUnderWay, send, settle } from "../commands/commands";
import { useDraft } from "../commands/useDraft";
import { Field, Select, useHeard } from "../parts/Field";
import { via } from "./format";
import { Panel } from "./Panel";
import { SentLine } from "./SentLine";
import { TipPlace } from "./TipPlace";
import { body, EMPTY, LONGEST, problems, type TipDraft, type TipProblem } from "./tip";

interface Props {
  id: string;
  /** Where the map was clicked while this is open. */
  picked: Point | null;
  /** Told which place it carries, to be drawn. */
  onPlace: (place: TipDraft["place"]) => void;
  onClose: () => void;
}

/** What somebody called in: type it, Enter. Line and time are there already; a place may be added. */
export function TipPanel({ id, picked, onPlace, onClose }: Props) {
  const { draft, change, reread } = useDraft<TipDraft>(`tip:${id}`, EMPTY);
  const [wrong, setWrong] = useState<TipProblem[]>([]);
  const [waits, setWaits] = useState(false);
  const command = commandOf("tip", id);
  const state = command?.state;
  useEffect(() => {
    if (state === "refused" || state === "kept") reread();
    if (state !== "busy" && state !== "retrying") setWaits(false);
  }, [state]);
  useEffect(() => onPlace(draft.place), [draft.place]);
  useEffect(() => {
    if (!picked) return;
    change({ place: { label: "", location: picked } });
    // The map stays where it was clicked; what is typed next is the tip.
    document.getElementById("tip-text")?.focus({ preventScroll: true });
  }, [picked]);
  const error = (...names: TipProblem[]) => {
    const found = wrong.find((name) => names.includes(name));
    return found ? t(found) : null;
  };
  const typing = (changes: Partial<TipDraft>) => {
    setWrong([]);
    if (state === "done" || state === "refused") settle("tip", id);
    change(changes);
  };
  const save = () => {
    const found = problems(draft, now());
    setWrong(found);
    if (found.length > 0)
      return document.getElementById(found.some(ofTime) ? "tip-time" : "tip-text")?.focus();
    if (isUnderWay(command)) return setWaits(true);
    send("tip", id, body(draft, now()), draft);
    reread();
    document.getElementById("tip-text")?.focus();
  };
  return (
    <Panel title={t("tip.title")} onClose={onClose} onSubmit={save}>
      <TipText
        value={draft.text}
        error={error("tip.needed", "tip.tooLong")}
        onChange={(text) => typing({ text })}
        onEnter={save}
      />
      {waits && <p class="hint">{t("tip.previousWaits")}</p>}
      <SentLine command={command} done={t("tip.saved")} />
      <div class="beside">
        <Select
          id="tip-via"
          label={t("tip.via")}
          width="narrow"
          value={draft.via}
          options={LINES.map((line) => [line, via(line)])}
          onChange={(line) => typing({ via: line as Line })}
        />
        <Field
          id="tip-time"
          label={t("tip.time")}
          hint={t("tip.timeHint")}
          width="narrow"
          value={draft.time}
          error={error("tip.timeWrong", "problem.future")}
          inputMode="decimal"
          onChange={(time) => typing({ time })}
        />
        <TipPlace place={draft.place} onChange={(place) => typing({ place })} />
      </div>
      <Button submits>{t("tip.save")}</Button>
    </Panel>
  );
}

const ofTime = (name: TipProblem) => name === "tip.timeWrong" || name === "problem.future";

interface TextProps {
  value: string;
  error: string | null;
  onChange: (text: string) => void;
  onEnter: () => void;
}

function TipText({ value, error, onChange, onEnter }: TextProps) {
  useHeard("tip-text", error);
  return (
    <div class="field">
      <label for="tip-text">{t("tip.text")}</label>
      <textarea
        id="tip-text"
        lang="nl"
        rows={2}
        maxLength={LONGEST}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? "tip-text-hint tip-text-error" : "tip-text-hint"}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          onEnter();
        }}
      />
      <p class="hint" id="tip-text-hint">
        {t("tip.hint")}
      </p>
      {error && (
        <p class="error" id="tip-text-error">
          {error}
        </p>
      )}
    </div>
  );
}
