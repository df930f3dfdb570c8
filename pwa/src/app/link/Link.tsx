import { useEffect, useState } from "preact/hooks";
import { JOIN, LINK } from "../../api/routes";
import { install, installed, ours } from "../../device/platform";
import type { Key } from "../../i18n/app";
import { inFours } from "../../i18n/text";
import { chooseLanguage } from "../choose-language";
import { call, store } from "../connection";
import { InstallScreen } from "../install/InstallScreen";
import { becomeParticipant } from "../membership";
import { go } from "../route";
import { stage } from "../state";
import { LinkScreen } from "./LinkScreen";
import { normal, redeem, why } from "./redeem";

/** /koppel#CODE: finishes on the phone what was begun at a kiosk. */
export function Link() {
  const [brought] = useState(() => inFours(normal(location.hash) ?? ""));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Key<"occasional"> | null>(null);
  const [inBrowser, setInBrowser] = useState(ours() !== "iphone" || installed());

  const trade = async (typed: string) => {
    const code = normal(typed);
    if (!code) return setProblem("link.wrong");
    setBusy(true);
    setProblem(null);
    try {
      await redeem(call, store, code);
      await becomeParticipant();
      go(`${JOIN}?stap=3`, { replace: true });
    } catch (error) {
      setProblem(why(error));
      setBusy(false);
    }
  };

  useEffect(() => {
    // The code must not stay in the history of the browser.
    history.replaceState(null, "", LINK);
    if (brought && inBrowser && stage.value === "stranger") void trade(brought);
  }, []);

  if (!inBrowser && stage.value === "stranger") {
    return (
      <InstallScreen
        platform="iphone"
        offered={false}
        code={brought || null}
        onInstall={() => void install()}
        onSkip={() => {
          setInBrowser(true);
          if (brought) void trade(brought);
        }}
        onLanguage={(chosen) => void chooseLanguage(chosen)}
      />
    );
  }
  const state = stage.value === "participant" && !busy ? "already" : busy ? "busy" : "idle";
  return <LinkScreen state={state} code={brought} problem={problem} onCode={(typed) => void trade(typed)} />;
}
