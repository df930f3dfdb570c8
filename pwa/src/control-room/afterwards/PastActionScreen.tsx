import { useEffect } from "preact/hooks";
import { now } from "../../api/server-time";
import type { Action, ActionInFigures, Progress } from "../../api/types";
import { moment } from "../../i18n/format";
import { count, t } from "../../i18n/room";
import { useQuery } from "../../ui/useQuery";
import { lookOf } from "../live/format";
import { KindAndPlace } from "../live/KindAndPlace";
import { Messages } from "../live/Messages";
import { Nobody } from "../live/Nobody";
import { phoneOf } from "../live/phone";
import { Rings } from "../live/Rings";
import { marks, Tips } from "../live/Tips";
import { useAction } from "../live/useAction";
import { RoomMap } from "../map/RoomMap";
import { Bar } from "../parts/Bar";
import { Screen } from "../parts/Screen";
import { PhonePreview } from "../phone/PhonePreview";
import { go, to } from "../route";
import * as server from "../server";
import { Circle } from "./Circle";
import { lasted } from "./lasted";
import { useFigures } from "./PastScreen";
import { Trail } from "./Trail";

/** #/eerder/{id}: what an action brought, how it closed in, and who did what. */
export function PastActionScreen({ id }: { id: string }) {
  const { action, unknown, progress, tips } = useAction(id);
  const { items } = useFigures();
  const trail = useQuery(id, server.trail).value?.items ?? null;
  useEffect(() => {
    // It was opened from an old address while it still runs.
    if (action?.status === "running") go(to.action(id), "replace");
  }, [action?.status]);
  if (!action) {
    return (
      <Screen title={t(unknown ? "live.none" : "live.loading")} back={to.past}>
        {unknown && <p>{t("live.unknown")}</p>}
      </Screen>
    );
  }
  const figures = items?.find((item) => item.id === id) ?? null;
  // Of what was held before anything was measured only the participants are known.
  const measured = figures === null || figures.shown !== null;
  return (
    <Screen
      title={action.description.summary || t(`kind.${action.kind}`)}
      dutch={action.description.summary !== ""}
      back={to.past}
      exercise={action.exercise && "over"}
      phone={<PhonePreview {...phoneOf(action, null)} />}
    >
      <p class="about">
        <KindAndPlace action={action} /> · {moment(new Date(action.startedAt), now())}
      </p>
      {action.result && <Bar look={lookOf(action.result)}>{t(`result.${action.result}`)}</Bar>}
      <Nobody action={action} progress={progress.value} />
      <Figures action={action} figures={figures} measured={measured} progress={progress.value} />
      {measured && progress.value && progress.value.handedOver > 0 && <Circle id={id} place={action.place} />}
      <div class="closing">
        <div>
          <RoomMap label={t("map.title")} area={action.area} rings tips={marks(tips)} />
        </div>
        {measured && progress.value && <Rings progress={progress.value} />}
      </div>
      <Trail entries={trail} />
      <div class="together">
        <Tips tips={tips} />
        <Messages messages={action.messages} />
      </div>
    </Screen>
  );
}

interface FiguresProps {
  action: Action;
  figures: ActionInFigures | null;
  measured: boolean;
  progress: Progress | null;
}

function Figures({ action, figures, measured, progress }: FiguresProps) {
  const counts = progress ?? action.counts;
  const after = (at: string | null) => (at ? (Date.parse(at) - Date.parse(action.startedAt)) / 1000 : null);
  const numbers: [string, string][] = [
    [t("after.alerted"), count(measured ? counts.handedOver : (figures?.alerted ?? 0))],
    [t("after.shown"), measured ? count(counts.shown) : t("after.never")],
    [t("after.opened"), measured ? count(counts.opened) : t("after.never")],
    ...(figures ? [[t("after.tips"), count(figures.tips)] as [string, string]] : []),
    [t("after.first"), lasted(after(counts.firstHandedOverAt))],
    [t("after.last"), lasted(after(counts.lastHandedOverAt))],
    [t("after.outcome"), lasted(after(action.endedAt))],
    [t("live.outcome"), measured ? count(counts.outcome.handedOver) : t("after.never")],
  ];
  return (
    <section class="figures" aria-labelledby="figures">
      <h2 id="figures">{t("after.figures")}</h2>
      <dl class="rest">
        {numbers.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <strong>{value}</strong>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
