import { useState } from "preact/hooks";
import { HOME } from "../../api/routes";
import { ours, permission } from "../../device/platform";
import { shareLive } from "../live-position";
import { allow, confirmReach } from "../push-registration";
import { go, query } from "../route";
import { declined, permitted, positionStatus } from "../state";
import { RefusedScreen } from "./RefusedScreen";

/** /meldingen: the way back after a refused permission. */
export function Refused() {
  const what = query.value === "?plaats" ? "position" : "notifications";
  const [still, setStill] = useState(false);
  const check = async () => {
    setStill(false);
    if (what === "position") {
      await shareLive(true);
      if (positionStatus.value === "known") return go(HOME, { replace: true });
    } else {
      if (permission(declined.value) === "default") await allow();
      else await confirmReach();
      if (permitted.value === "granted") return go(HOME, { replace: true });
    }
    setStill(true);
  };
  return (
    <RefusedScreen
      what={what}
      platform={ours()}
      still={still}
      onCheck={() => void check()}
      onSkip={() => go(HOME, { replace: true })}
    />
  );
}
