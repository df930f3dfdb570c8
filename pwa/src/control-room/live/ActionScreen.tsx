import { useEffect, useState } from "preact/hooks";
import { now as clock } from "../../api/server-time";
import type { Action } from "../../api/types";
import { clockTime } from "../../i18n/format";
import { t } from "../../i18n/room";
import { overview } from "../data/overview";
import { RoomMap } from "../map/RoomMap";
import { Bar } from "../parts/Bar";
import { Screen } from "../parts/Screen";
import { PhonePreview } from "../phone/PhonePreview";
import { to } from "../route";
import { Acts, type Open } from "./Acts";
import { Figures } from "./Figures";
import { lookOf, time } from "./format";
import { KindAndPlace } from "./KindAndPlace";
import { Messages } from "./Messages";
import { Nobody } from "./Nobody";
import { Note } from "./Note";
import { OpenPanel, type Picture } from "./OpenPanel";
import { phoneOf } from "./phone";
import { Reminder } from "./Reminder";
import { Rings } from "./Rings";
import { marks, Tips } from "./Tips";
import { useAction, useNow, type Watched } from "./useAction";

const NOTHING: Picture = { place: null, radius: null, preview: null };

/** #/actie/{id}: the action as it goes, and everything that can be done meanwhile. */
export function ActionScreen({ id }: { id: string }) {
  const watched = useAction(id);
  const { action, unknown } = watched;
  if (action) return <Running watched={watched} action={action} />;
  return (
    <Screen title={t(unknown ? "live.none" : "live.loading")} back={to.overview}>
      {unknown && <p>{t("live.unknown")}</p>}
    </Screen>
  );
}

function Running({ watched, action }: { watched: Watched; action: Action }) {
  const { glance, progress, tips } = watched;
  const now = useNow();
  const [open, setOpen] = useState<Open>(null);
  const [picture, setPicture] = useState(NOTHING);
  const [picked, setPicked] = useState<Picture["picked"]>(null);
  const counts = progress.value ?? action.counts;
  const photo = glance?.photo ?? null;
  const close = () => {
    if (open) document.getElementById(`act-${open}`)?.focus();
    show(null);
  };
  const show = (next: Open) => {
    if (next !== open) setPicture(NOTHING);
    setPicked(null);
    setOpen(next);
    // Pressed again, its key leads back into the form.
    if (next && next === open) document.querySelector<HTMLElement>(".panel textarea, .panel input")?.focus();
  };
  useEffect(() => {
    // The form that ended it has gone, and the focus with it.
    if (document.activeElement === document.body) document.querySelector<HTMLElement>("main h1")?.focus();
  }, [action.status]);
  const draft = picture.preview && ({ kind: "update", preview: picture.preview } as const);
  return (
    <Screen
      title={action.description.summary}
      dutch
      back={to.overview}
      exercise={action.exercise && (action.endedAt ? "over" : true)}
      phone={<PhonePreview {...phoneOf(action, photo, draft ?? undefined)} />}
    >
      <p class="about">
        <KindAndPlace action={action} />.{" "}
        {action.status === "running" &&
          t(action.expired ? "live.ranOut" : "live.started", {
            time: time(action.startedAt),
            until: time(action.expiresAt),
          })}
        {action.spreadSeconds > 0 && ` ${t("live.spread", { seconds: action.spreadSeconds })}`}
      </p>
      <Nobody action={action} progress={progress.value} />
      {action.result && (
        <Bar look={lookOf(action.result)}>
          {t(`result.${action.result}`)} · {time(action.endedAt ?? action.expiresAt)}.{" "}
          <a href={to.pastAction(action.id)}>{t("after.toFigures")}</a>
        </Bar>
      )}
      <Figures action={action} counts={counts} now={now} />
      <Acts action={action} open={open} onOpen={show} />
      {open && (
        <OpenPanel
          key={open}
          open={open}
          action={action}
          reached={counts.handedOver}
          photo={photo}
          picked={picked ?? null}
          onPicture={(changes) => setPicture((before) => ({ ...before, ...changes }))}
          onClose={close}
        />
      )}
      <div class="closing">
        <div>
          <RoomMap
            label={t("map.title")}
            area={action.area}
            rings
            wider={picture.radius}
            chosen={picture.place?.location ?? null}
            tips={marks(tips)}
            onPick={open === "tip" ? setPicked : undefined}
          />
        </div>
        {progress.value && <Rings progress={progress.value} />}
      </div>
      <div class="together">
        <Tips tips={tips} />
        <Messages messages={action.messages} />
      </div>
      <div class="notes">
        {/* When nothing answers the bar at the top says so. */}
        {progress.old && !overview.value.old && <Stale heardAt={progress.heardAt} />}
        {action.status === "running" && <Reminder action={action} now={now} />}
      </div>
    </Screen>
  );
}

/** Old numbers are shown, and called old. */
function Stale({ heardAt }: { heardAt: number | null }) {
  return (
    <Note says={heardAt ? t("live.stale", { time: clockTime(clock(heardAt)) }) : t("live.staleNever")} />
  );
}
