import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { announce } from "../../ui/LiveRegion";
import { TYPED, useQuery } from "../../ui/useQuery";
import { overview } from "../data/overview";
import { largestOf } from "../limits";
import { Field } from "../parts/Field";
import { Screen } from "../parts/Screen";
import { go, to } from "../route";
import * as server from "../server";
import { who } from "../session";
import { AreaFields } from "./AreaFields";
import { begun, change, discard, draft as kept, unkept } from "./draft";
import { Phone } from "./Phone";
import { useProblems } from "./problems";
import { previewOf, radiusOf, reportOf } from "./report";
import { SignalementFields } from "./SignalementFields";
import { What } from "./What";
import { Where } from "./Where";

/** #/nieuw: the report that becomes an action. Kept after every key. */
export function StartScreen() {
  const draft = kept.value;
  const form = useRef<HTMLFormElement>(null);
  const role = who.value?.role ?? "dispatcher";
  const proposal = useQuery(reportOf(draft, largestOf(role)), server.proposeArea, { rest: TYPED });
  const preview = useQuery(previewOf(draft), server.previewStart, { rest: TYPED });
  const largest = overview.value.value?.largeAction ?? 25_000;
  const problems = useProblems(draft, preview, proposal, { role, largest });
  const [checking, setChecking] = useState(false);

  // What was sent and not answered is no form any more; another tab may have done it.
  const sent = draft.sent !== null;
  useEffect(() => {
    if (sent) go(to.confirm, "replace");
  }, [sent]);

  const goOn = async () => {
    if (checking) return;
    setChecking(true);
    const first = await problems.check().finally(() => setChecking(false));
    if (first === null) return go(to.confirm);
    announce(t("start.problems", { n: first.count }));
    document.getElementById(first.control)?.focus();
  };
  return (
    <Screen
      title={t("start.title")}
      back={to.overview}
      exercise={draft.exercise}
      focus={false}
      phone={
        <Phone draft={draft} radius={radiusOf(draft) ?? proposal.value?.radius ?? null} preview={preview} />
      }
    >
      <form
        ref={form}
        class="start"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void goOn();
        }}
        onFocusOut={(event) => problems.left((event.target as HTMLElement).id)}
      >
        {unkept.value && <p class="error">{t("start.unkept")}</p>}
        <What draft={draft} problem={problems.at} />
        <Where draft={draft} radius={radiusOf(draft) ?? proposal.value?.radius ?? null} />
        <AreaFields draft={draft} proposal={proposal} largest={largest} role={role} problem={problems.at} />
        <SignalementFields draft={draft} problem={problems.at} />
        {/* Last, so that nobody passes it on the way: Enter goes on from any field. */}
        <Field
          id="reference"
          label={t("field.reference")}
          hint={t("field.referenceHint")}
          longest={20}
          value={draft.reference}
          error={problems.at("reference")}
          onChange={(reference) => change({ reference })}
        />
        <div class="buttons">
          <Button submits busy={checking} id="next">
            {t("start.next")}
          </Button>
          {begun(draft) && (
            <Button look="small" onPress={() => discard()}>
              {t("overview.discard")}
            </Button>
          )}
          <p role="alert" class="error">
            {problems.silent && t("start.silent")}
          </p>
        </div>
      </form>
    </Screen>
  );
}
