import { useState } from "preact/hooks";
import { config } from "../../api/config";
import { JOIN } from "../../api/routes";
import { installed, ours } from "../../device/platform";
import { lazy } from "../../ui/lazy";
import { chooseLanguage } from "../choose-language";
import { store } from "../connection";
import { go, query } from "../route";
import { agreed, forgotten, stage } from "../state";
import { AskScreen } from "./AskScreen";
import { allowedStep } from "./flow";

const Where = lazy<object>(async () => (await import("../chunks/joining-steps")).Where, "places");
const Notify = lazy<object>(async () => (await import("../chunks/joining-steps")).Notify, "occasional");
const Declined = lazy(async () => (await import("../chunks/joining-steps")).DeclinedScreen);
const Install = lazy(async () => (await import("../chunks/occasional")).InstallScreen, "occasional");

/** /meedoen: three questions, one a screen. */
export function Joining() {
  const [declined, setDeclined] = useState(false);
  const [inBrowser, setInBrowser] = useState(false);
  const wanted = Number(new URLSearchParams(query.value).get("stap") ?? 1);
  const participant = stage.value === "participant";
  if (ours() === "iphone" && !installed() && !inBrowser && !participant) {
    return (
      <Install
        platform="iphone"
        offered={false}
        onInstall={() => undefined}
        onSkip={() => setInBrowser(true)}
        onLanguage={(chosen) => void chooseLanguage(chosen)}
      />
    );
  }
  if (declined) return <Declined onBack={() => setDeclined(false)} />;
  const at = allowedStep(wanted, { agreed: agreed.value, participant });
  if (at === 1) return <Ask onDecline={() => setDeclined(true)} />;
  return at === 2 ? <Where /> : <Notify />;
}

function Ask({ onDecline }: { onDecline: () => void }) {
  const [missing, setMissing] = useState(false);
  const next = () => {
    if (agreed.value) return go(`${JOIN}?stap=2`);
    setMissing(true);
    document.getElementById("adult")?.focus();
  };
  return (
    <AskScreen
      agreed={agreed.value}
      missing={missing}
      again={forgotten.value}
      tips={config.value.phones.tips}
      onAgree={(yes) => {
        agreed.value = yes;
        void store.set("agreed", yes).catch(() => undefined);
      }}
      onNext={next}
      onDecline={onDecline}
      onLanguage={(chosen) => void chooseLanguage(chosen)}
    />
  );
}
