import { useState } from "preact/hooks";
import { JOIN } from "../../api/routes";
import { language } from "../../i18n/app";
import { call, store } from "../connection";
import { measured, shareLive } from "../live-position";
import { becomeParticipant } from "../membership";
import { placeTools } from "../places/tools";
import { changePlace } from "../profile";
import { go } from "../route";
import { choices, positionStatus } from "../state";
import { type Failure, failure } from "./flow";
import { register } from "./register";
import { WhereScreen } from "./WhereScreen";

/** The second step: which places count. Going on makes somebody a participant. */
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
