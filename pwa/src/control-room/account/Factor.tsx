import { useState } from "preact/hooks";
import type { FactorDraft } from "../../api/types";
import { t } from "../../i18n/room";
import { Button } from "../../ui/Button";
import { useQuery } from "../../ui/useQuery";
import * as server from "../server";
import { Enrol } from "./Enrol";
import { Password } from "./Password";
import { RecoveryCodes } from "./RecoveryCodes";

type Step =
  | { at: "state" }
  | { at: "password" }
  | { at: "enrol"; draft: FactorDraft }
  | { at: "codes"; codes: string[] };

/** The second factor: how it stands, and the three steps of setting one up. */
export function Factor({ onEnrolled }: { onEnrolled: () => void }) {
  const { value: state, again } = useQuery("factor", server.factor);
  const [step, setStep] = useState<Step>({ at: "state" });
  const stop = () => {
    setStep({ at: "state" });
    again();
    // The button that was pressed goes with its step.
    document.getElementById("factor")?.focus();
  };
  return (
    <section class="account">
      <h2 id="factor" tabIndex={-1}>
        {t("account.factor")}
      </h2>
      {step.at === "state" && state && (
        <>
          <p>{state.enrolled ? t("account.factorOn", { n: state.recoveryCodes }) : t("account.factorOff")}</p>
          <Button look="other" onPress={() => setStep({ at: "password" })}>
            {t(state.enrolled ? "account.factorRenew" : "account.factorBegin")}
          </Button>
        </>
      )}
      {step.at === "password" && (
        <Password
          enrolled={state?.enrolled ?? false}
          onDraft={(draft) => setStep({ at: "enrol", draft })}
          onStop={stop}
        />
      )}
      {step.at === "enrol" && (
        <Enrol
          draft={step.draft}
          onEnrolled={(codes) => {
            setStep({ at: "codes", codes });
            onEnrolled();
          }}
          onStop={stop}
        />
      )}
      {step.at === "codes" && <RecoveryCodes codes={step.codes} onKept={stop} />}
    </section>
  );
}
