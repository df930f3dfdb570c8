import { useEffect, useRef } from "preact/hooks";
import { AlertScreen } from "../../alerts/view/AlertScreen";
import { config } from "../../api/config";
import { wordsOf } from "../../i18n/app";
import { announce } from "../../ui/LiveRegion";
import { doubted, me, moment, online, reachable, stage, visible } from "../state";
import { cards, heardAt, refreshing } from "./list";
import { MissingScreen } from "./MissingScreen";
import { opened } from "./refresh";

const t = wordsOf("alerts");

/** /oproep/{id}: from what this phone has, then from what the server says. */
export function Alert({ action }: { action: string }) {
  const card = cards.value.find((card) => card.action === action);
  const newest = card?.newest;
  const before = useRef(newest);
  const looking = visible.value && stage.value === "participant";
  useEffect(() => {
    if (newest && looking) void opened(newest);
  }, [newest, looking]);
  useEffect(() => {
    if (!newest) return;
    if (before.current && before.current !== newest) {
      announce(t(card?.status === "ended" ? "alert.arrivedOutcome" : "alert.arrivedUpdate"));
    }
    before.current = newest;
  }, [newest]);
  const participant = stage.value === "participant";
  if (!card) {
    const asking =
      participant && online.value && reachable.value && (refreshing.value || heardAt.value === null);
    const state = asking ? "loading" : participant && !online.value ? "offline" : "gone";
    return <MissingScreen state={state} participant={participant} action={action} />;
  }
  const tips = card.phone ?? config.value.phones.tips;
  const away = online.value ? "failed" : "offline";
  const reached = online.value && reachable.value && !doubted.value;
  return (
    <AlertScreen
      key={action}
      card={card}
      phones={{ ...config.value.phones, tips }}
      freshness={{
        state: reached ? (refreshing.value ? "asking" : "fresh") : away,
        at: card.complete ? heardAt.value : null,
      }}
      tileUrl={config.value.tileUrl}
      myself={me.value?.position?.location ?? null}
      now={moment.value}
    />
  );
}
