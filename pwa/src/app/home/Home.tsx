import { useState } from "preact/hooks";
import { config } from "../../api/config";
import { INSTALL, PERMISSION, SETTINGS } from "../../api/routes";
import { install } from "../../device/platform";
import { call, store } from "../connection";
import { cards } from "../inbox/list";
import { refreshAlerts } from "../inbox/refresh";
import { shareLive } from "../live-position";
import { change } from "../profile";
import { allow, confirmReach } from "../push-registration";
import { go } from "../route";
import { ahead, installable, me, moment } from "../state";
import type { Remedy } from "./chain";
import { HomeScreen } from "./HomeScreen";
import { linkFacts } from "./link-facts";
import { runTrial, trial } from "./selftest";

const MENDING: Record<Remedy, () => unknown> = {
  allow: async () => {
    await allow();
  },
  unblock: () => go(PERMISSION),
  install: () => go(INSTALL),
  retry: () => refreshAlerts().catch(() => undefined),
  mend: () => Promise.all([refreshAlerts().catch(() => undefined), confirmReach()]),
  locate: () => shareLive(true),
  relocate: () => shareLive(true),
  unblockPlace: () => go(`${PERMISSION}?plaats`),
  address: () => go(SETTINGS),
};

export function Home() {
  const [offering, setOffering] = useState(true);
  const until = me.value?.pausedUntil;
  const answer = async (wanted: boolean) => {
    setOffering(false);
    installable.value = false;
    await store.set("installOffered", true).catch(() => undefined);
    if (wanted) await install();
  };
  return (
    <HomeScreen
      cards={cards.value}
      chain={linkFacts.value}
      ahead={ahead.value}
      pausedUntil={until ? new Date(until) : null}
      trial={trial.value}
      phones={config.value.phones}
      installable={offering && installable.value}
      now={moment.value}
      onMend={(remedy) => void MENDING[remedy]()}
      onResume={() => void change({ pausedUntil: null }).catch(() => undefined)}
      onTrial={() => void runTrial(call)}
      onInstall={(wanted) => void answer(wanted)}
    />
  );
}
