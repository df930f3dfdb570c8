// The second and third step: who never gets past the first need not fetch them.

import { useState } from "preact/hooks";
import { HOME, JOIN } from "../../api/routes";
import { ours } from "../../device/platform";
import { language } from "../../i18n/translate";
import { call, store } from "../connection";
import { RefusedScreen } from "../install/RefusedScreen";
import { measured, shareLive } from "../live-position";
import { becomeParticipant } from "../membership";
import { placeTools } from "../places/tools";
import { changePlace } from "../profile";
import { allow, decline } from "../push-registration";
import { go } from "../route";
import { choices, municipality, permitted, positionStatus, pushStatus } from "../state";
import { type Asked, asked, type Failure, failure } from "./flow";
import { NotifyScreen } from "./NotifyScreen";
import { register } from "./register";
import { WhereScreen } from "./WhereScreen";

export { DeclinedScreen } from "./DeclinedScreen";

export function Where() {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Failure | null>(null);
  const next = async () => {
    setBusy(true);
    setFailed(null);
    try {
      const { places, preferences } = choices.value;
      await register(call, store, { language: language.value, places, preferences });
      await becomeParticipant();
      go(`${JOIN}?stap=3`, { replace: true });
    } catch (error) {
      setFailed(failure(error));
      setBusy(false);
    }
  };
  return (
    <WhereScreen
      choices={choices.value}
      positionStatus={positionStatus.value}
      accuracy={measured.value?.accuracy ?? null}
      busy={busy}
      failure={failed}
      tools={placeTools(measured.value?.location ?? null)}
      onLive={(live) => void shareLive(live).catch(() => undefined)}
      onPlace={(name, place) => void changePlace(name, place)}
      onNext={() => void next()}
    />
  );
}

export function Notify() {
  const [state, setState] = useState<"idle" | "busy" | Asked>("idle");
  const [still, setStill] = useState(false);
  const done = () => go(HOME, { replace: true });
  const ask = async (again: boolean) => {
    setState("busy");
    await allow();
    const answer = asked(permitted.value, pushStatus.value.state === "confirmed");
    if (answer === "on") return done();
    setStill(again);
    setState(answer);
  };
  if (state === "refused" || permitted.value === "denied") {
    return (
      <RefusedScreen
        what="notifications"
        platform={ours()}
        still={still}
        onCheck={() => void ask(true)}
        onSkip={done}
      />
    );
  }
  const unusable = permitted.value === "unsupported" || permitted.value === "install-first";
  return (
    <NotifyScreen
      state={unusable ? "unsupported" : state === "on" ? "idle" : state}
      municipality={municipality.value}
      onAllow={() => void ask(false)}
      onSkip={() => {
        // Who asked for them, in vain, did not decline them; nor who was not asked, for want of a browser that can.
        if (state === "idle" && !unusable) void decline();
        done();
      }}
    />
  );
}
