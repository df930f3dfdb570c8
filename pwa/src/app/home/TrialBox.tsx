import { type Key, wordsOf } from "../../i18n/app";
import { clockTime } from "../../i18n/format";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import type { Trial } from "./selftest";

const t = wordsOf("alerts");

const SAID: Partial<Record<Trial["phase"], Key<"alerts">>> = {
  asking: "test.asking",
  noChannel: "test.noChannel",
  failed: "test.failed",
  late: "test.late",
  done: "test.done",
};

/** The self-test: one button, and how far the message came. */
export function TrialBox({ trial, onRun }: { trial: Trial; onRun: () => void }) {
  const said = SAID[trial.phase];
  const busy = trial.phase === "asking" || trial.phase === "waiting";
  const steps = "steps" in trial ? trial.steps : null;
  return (
    <section class="trial">
      <Button look="other" busy={busy} onPress={onRun}>
        {t(trial.phase === "idle" || busy ? "test.do" : "test.again")}
      </Button>
      {steps && (
        <ol class="steps">
          <Step words="test.handedOver" at={steps.handedOverAt} />
          <Step words="test.accepted" at={steps.acceptedAt} />
          <Step words="test.shown" at={steps.shownAt} />
        </ol>
      )}
      <p role="status">{said && t(said)}</p>
    </section>
  );
}

function Step({ words, at }: { words: Key<"alerts">; at: string | null }) {
  return (
    <li class={at ? "link-ok" : "link-busy"}>
      <Icon name={at ? "ok" : "busy"} />
      <span>
        {t(words)}: {at ? clockTime(new Date(at)) : t("test.waiting")}
      </span>
    </li>
  );
}
