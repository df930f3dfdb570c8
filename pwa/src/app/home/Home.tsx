import { useState } from "preact/hooks";
import { INSTALL, PERMISSION, SETTINGS } from "../../shared/routes";
import { cards } from "../alert/list";
import { refreshAlerts } from "../alert/refresh";
import { call, store } from "../connection";
import { change } from "../mine";
import { install } from "../phone";
import { allow, confirmReach } from "../reach";
import { go } from "../route";
import { ahead, config, installable, me, moment } from "../state";
import { shareLive } from "../whereabouts";
import type { Remedy } from "./chain";
import { standing } from "./facts";
import { HomeScreen } from "./HomeScreen";
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
      chain={standing.value}
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
