import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { now } from "../../api/server-time";
import type { ActionStart, AreaProposal } from "../../api/types";
import { ago, radius as wide } from "../../i18n/format";
import { t } from "../../i18n/room";
import { written } from "../../places/query";
import { Button } from "../../ui/Button";
import { TYPED, useQuery } from "../../ui/useQuery";
import { RECENT, type Sending, send, sending } from "../commands/start-command";
import { RoomMap } from "../map/RoomMap";
import { Bar } from "../parts/Bar";
import { Dutch } from "../parts/Dutch";
import { called } from "../parts/PlaceSearch";
import { Screen } from "../parts/Screen";
import { byField, whole } from "../problem-text";
import { isNobody, people } from "../rounded";
import { go, route, to } from "../route";
import * as server from "../server";
import { reached } from "./AudienceEstimate";
import { begun, type Draft, discard, draft as kept } from "./draft";
import { Phone } from "./Phone";
import { previewOf, reportOf, seenPlaceOf, startOf, transportOf, unreadable } from "./report";

/** #/nieuw/controle: read once more, then send. The button never has the focus first. */
export function ConfirmScreen() {
  const draft = kept.value;
  const at = sending.value;
  const waiting = draft.sent;
  // What was sent is not asked about again.
  const proposal = useQuery(waiting ? null : reportOf(draft), server.proposeArea, { rest: TYPED });
  const preview = useQuery(previewOf(draft), server.previewStart, { rest: TYPED });
  const [whole] = useState(() => waiting !== null || Object.keys(unreadable(draft)).length === 0);
  const body = proposal.value && !proposal.busy ? startOf(draft, proposal.value) : null;

  const press = (sent: ActionStart | null) => {
    void send(sent).then((action) => {
      // Who began the next one meanwhile stays there.
      if (action && route.value.screen === "confirm") go(to.action(action.id), "replace");
    });
  };
  useEffect(() => {
    if (!whole) go(to.new, "replace");
    // The page was loaded anew while an answer was under way.
    else if (waiting && Date.now() - Date.parse(waiting.at) < RECENT) press(null);
    else if (at.state === "refused") sending.value = { state: "idle" };
  }, []);
  // Another tab has sent it, or thrown it away.
  const gone = whole && at.state === "idle" && !begun(draft);
  useEffect(() => {
    if (gone) go(to.overview, "replace");
  }, [gone]);

  const radius = body?.radius ?? waiting?.body.radius ?? null;
  const still = waiting !== null || at.state === "sending";
  return (
    <Screen
      title={t(draft.exercise ? "confirm.titleExercise" : "confirm.title")}
      {...(still ? {} : { back: to.new })}
      exercise={draft.exercise}
      phone={<Phone draft={draft} radius={radius} preview={preview} />}
    >
      <Facts draft={draft} proposal={proposal.value} radius={radius} />
      {proposal.error !== null && <p class="error">{because(proposal.error)}</p>}
      <State at={at} waiting={waiting} />
      <div class="buttons">
        {at.state === "refused" && (
          <Button look="other" onPress={() => go(to.new)}>
            {t("confirm.mend")}
          </Button>
        )}
        <Button busy={at.state === "sending" || !(waiting || body)} onPress={() => press(body)} id="send">
          {at.state === "sending"
            ? t("confirm.sending")
            : waiting
              ? t("confirm.again")
              : label(draft, proposal.value)}
        </Button>
        {waiting && at.state !== "sending" && (
          <Button
            look="small"
            onPress={() => {
              discard();
              go(to.overview, "replace");
            }}
          >
            {t("overview.discard")}
          </Button>
        )}
      </div>
      {draft.place && radius && (
        <RoomMap label={t("confirm.map")} area={{ center: draft.place.location, radius }} />
      )}
    </Screen>
  );
}

/** Why nobody knows how many people it reaches. */
function because(error: unknown): string {
  const refused = error instanceof server.Problem ? Object.values(byField(error.errors)) : [];
  return refused.length > 0 ? refused.join(" ") : t("start.silent");
}

/** What the button does, in its own words. */
function label({ exercise }: Draft, proposal: AreaProposal | null): string {
  if (!proposal) return t("confirm.counting");
  const { inArea } = proposal;
  if (isNobody(inArea)) return t(exercise ? "confirm.doNobodyExercise" : "confirm.doNobody");
  return t(exercise ? "confirm.doExercise" : "confirm.do", { people: people(inArea) });
}

function State({ at, waiting }: { at: Sending; waiting: Draft["sent"] }) {
  if (at.state === "sending") {
    return (
      <p role="status" class="sending">
        {t(at.tries > 0 ? "confirm.lost" : "confirm.sendingText", { n: at.tries })}
      </p>
    );
  }
  if (at.state === "refused") {
    const problems = Object.values(byField(at.problem?.errors ?? []));
    return (
      <div role="alert">
        <Bar look="alarm">{t("confirm.refused")}</Bar>
        <ul>
          {(problems.length > 0 || !at.problem ? problems : [whole(at.problem)]).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    waiting && <Bar look="warn">{t("confirm.unanswered", { ago: ago(new Date(waiting.at), now()) })}</Bar>
  );
}

interface FactsProps {
  draft: Draft;
  proposal: AreaProposal | null;
  radius: number | null;
}

function Facts({ draft, proposal, radius }: FactsProps) {
  const reach = proposal && reached(proposal, draft.exercise);
  const listed: [string, ComponentChildren][] = [
    [t("start.kind"), draft.kind && t(`kind.${draft.kind}`)],
    [
      t("start.place"),
      draft.place && (
        <>
          {draft.place.label ? <Dutch>{draft.place.label}</Dutch> : called(draft.place)} (
          {written(draft.place.location)})
        </>
      ),
    ],
    [t("confirm.municipality"), proposal && <Dutch>{proposal.municipality.name}</Dutch>],
    [
      t("start.seenAt"),
      draft.seenAt && (
        <>
          {ago(new Date(draft.seenAt), now())}, <Dutch>{seenPlaceOf(draft)}</Dutch>
        </>
      ),
    ],
    [t("start.transport"), t(`transport.${transportOf(draft)}`)],
    [t("start.radius"), radius ? wide(radius) : null],
    [t("confirm.reach"), reach],
    [t("start.overrideReason"), draft.overrideReason.trim() && <Dutch>{draft.overrideReason.trim()}</Dutch>],
  ];
  return (
    <dl class="facts">
      {listed.map(
        ([name, text]) =>
          text && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
