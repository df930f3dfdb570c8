import { useEffect, useState } from "preact/hooks";
import type { Call } from "../api/client";
import type { Language } from "../api/types";
import { Spoken, says } from "../i18n/kiosk";
import { CodeStep } from "./CodeStep";
import { ConsentStep } from "./ConsentStep";
import { Frame } from "./Frame";
import { CODE_PATIENCE, PATIENCE, useIdle } from "./idle";
import { PlaceStep } from "./PlaceStep";
import { StillThere } from "./StillThere";
import { begin, type Issued, lookUp, type Places, type Terminal } from "./server";

interface Props {
  call: Call;
  terminal: Terminal;
  /** False while something else stands on the screen: a warning behind it would block that. */
  shown: boolean;
  /** Throws this visit away, and with it all that was filled in. */
  onEnd: () => void;
  onFail: () => void;
}

type Step =
  | { at: "start" | "home" | "work?" | "work" | "consent" }
  | { at: "code"; issued: Issued; onPaper: boolean };

/** One visitor, from the choice of a language to the code. All that is known about them lives in here. */
export function Visit({ call, terminal, shown, onEnd, onFail }: Props) {
  const [language, setLanguage] = useState<Language>("nl");
  const [step, setStep] = useState<Step>({ at: "start" });
  const [places, setPlaces] = useState<Places>({});
  const t = says(language);
  // Before the first touch there is nothing to clear: then the end of the visit is the start of the next.
  const idle = useIdle(onEnd, step.at === "code" ? CODE_PATIENCE : PATIENCE);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const frame = {
    municipality: terminal.municipality.name,
    onAgain: step.at === "start" ? undefined : onEnd,
  };
  const find = (postcode: string, number: string) => lookUp(call, postcode, number);
  const speak = (chosen: Language) => {
    setLanguage(chosen);
    setStep({ at: "home" });
  };

  return (
    <Spoken.Provider value={language}>
      {step.at === "start" && (
        <Frame title={t("start.title")} emblem {...frame}>
          <p>{t("start.what")}</p>
          <p>{t("start.how")}</p>
          <div class="hand asked">
            <button type="button" class="do" onClick={() => speak("nl")}>
              Doe mee in het Nederlands
            </button>
            <button type="button" class="do" lang="en" onClick={() => speak("en")}>
              Join in English
            </button>
          </div>
        </Frame>
      )}
      {step.at === "home" && (
        <Frame title={t("home.title")} {...frame}>
          <PlaceStep
            key="home"
            why="home.why"
            skip="home.skip"
            lookUp={find}
            onFail={onFail}
            onChoose={(home) => {
              setPlaces(home ? { home } : {});
              setStep({ at: "work?" });
            }}
          />
        </Frame>
      )}
      {step.at === "work?" && (
        <Frame title={t("work.ask")} {...frame}>
          {places.home && <p class="chosen">{`${t("consent.home")}: ${places.home.label}`}</p>}
          <div class="hand asked">
            <button type="button" class="do" onClick={() => setStep({ at: "consent" })}>
              {t("work.no")}
            </button>
            <button type="button" class="other" onClick={() => setStep({ at: "work" })}>
              {t("work.yes")}
            </button>
          </div>
        </Frame>
      )}
      {step.at === "work" && (
        <Frame title={t("work.title")} {...frame}>
          <PlaceStep
            key="work"
            why="work.why"
            skip="work.skip"
            lookUp={find}
            onFail={onFail}
            onChoose={(work) => {
              if (work) setPlaces({ ...places, work });
              setStep({ at: "consent" });
            }}
          />
        </Frame>
      )}
      {step.at === "consent" && (
        <Frame title={t("consent.title")} {...frame}>
          <ConsentStep
            places={places}
            onJoin={async (onPaper) => {
              const issued = await begin(call, language, places, onPaper);
              setStep({ at: "code", issued, onPaper });
            }}
          />
        </Frame>
      )}
      {step.at === "code" && (
        <Frame title={t(step.onPaper ? "code.paper" : "code.title")} {...frame}>
          <CodeStep issued={step.issued} onPaper={step.onPaper} onDone={onEnd} />
        </Frame>
      )}
      {idle.left !== null && shown && step.at !== "start" && (
        <StillThere seconds={idle.left} code={step.at === "code"} onStay={idle.stay} onAgain={onEnd} />
      )}
    </Spoken.Provider>
  );
}
