import { HOME } from "../../api/routes";
import type { PlaceName } from "../../api/types";
import type { Choices, ChosenPlace } from "../../device/store-schema";
import { type Key, wordsOf } from "../../i18n/app";
import { Button } from "../../ui/Button";
import { Bar, Page } from "../../ui/Page";
import { PlaceField, type PlaceTools } from "../places/PlaceField";
import type { PositionStatus } from "../state";
import type { Failure } from "./flow";

const t = wordsOf("joining");

export interface WhereProps {
  choices: Choices;
  positionStatus: PositionStatus;
  /** Metres, once measured. */
  accuracy: number | null;
  busy: boolean;
  failure: Failure | null;
  tools: PlaceTools;
  onLive: (live: boolean) => void;
  onPlace: (name: PlaceName, place: ChosenPlace | null) => void;
  onNext: () => void;
}

const MISSED: Partial<Record<PositionStatus, Key<"joining">>> = {
  asking: "join.where.asking",
  denied: "join.where.denied",
  failed: "join.where.failed",
  vague: "join.where.vague",
};

/** 2 van 3: where one wants to look out. */
export function WhereScreen(props: WhereProps) {
  const { choices, positionStatus, accuracy, busy, failure, tools } = props;
  const live = choices.live && positionStatus !== "denied";
  const something = live || Boolean(choices.places.home || choices.places.work);
  const missed = MISSED[positionStatus];
  return (
    <Page
      title={t("join.where.title")}
      home={HOME}
      bar={
        <Bar>
          {failure && (
            <p class="error" role="alert">
              {t(failure.words)}
            </p>
          )}
          <Button look={something ? "do" : "other"} busy={busy} onPress={props.onNext}>
            {busy ? t("join.where.busy") : t(something ? "join.next" : "join.where.without")}
          </Button>
        </Bar>
      }
    >
      <p class="progress">{t("join.step", { n: 2 })}</p>
      <p>{t("join.where.why")}</p>
      <section class="choice">
        <h2>{t("join.where.live")}</h2>
        <p class="hint">{t("join.where.liveWhy")}</p>
        <p role="status">
          {live && positionStatus === "known"
            ? accuracy === null
              ? t("join.where.sharedOld")
              : t("join.where.shared", { accuracy: Math.max(10, Math.round(accuracy / 10) * 10) })
            : missed && choices.live
              ? t(missed)
              : null}
        </p>
        {live && positionStatus === "known" ? (
          <Button look="other" onPress={() => props.onLive(false)}>
            {t("join.where.unshare")}
          </Button>
        ) : (
          <Button
            busy={positionStatus === "asking"}
            look={something ? "other" : "do"}
            onPress={() => props.onLive(true)}
          >
            {t("join.where.share")}
          </Button>
        )}
      </section>
      {(["home", "work"] as const).map((name) => (
        <PlaceField
          key={name}
          name={name}
          place={choices.places[name] ?? null}
          tools={tools}
          onChange={(place) => props.onPlace(name, place)}
        />
      ))}
      {!something && <p class="note">{t("join.where.nothing")}</p>}
    </Page>
  );
}
