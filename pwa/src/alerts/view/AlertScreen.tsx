import { useState } from "preact/hooks";
import { HOME } from "../../api/routes";
import { now as device } from "../../api/server-time";
import type { Point } from "../../api/types";
import { wordsOf } from "../../i18n/app";
import { AreaMap } from "../../ui/map/AreaMap";
import { Page } from "../../ui/Page";
import { typedOf, typedTitle } from "../dispatcher-text";
import type { Card } from "../merge";
import { Additions } from "./Additions";
import { CallBar, type Phones } from "./CallBar";
import { Area, Details } from "./Details";
import { Ending } from "./Ending";
import { type Freshness, FreshnessNote } from "./Freshness";
import { MessageText } from "./MessageText";
import { Photo } from "./Photo";
import { Strip } from "./Strip";

const t = wordsOf("alerts");

export interface AlertProps {
  card: Card;
  phones: Phones;
  freshness: Freshness;
  tileUrl: string;
  myself: Point | null;
  now?: Date;
}

/** One alert: what to look out for, and how to call. After the outcome: how it ended, and whom to call now. */
export function AlertScreen({ card, phones, freshness, tileUrl, myself, now = device() }: AlertProps) {
  const ended = card.status === "ended";
  // Who saw it running keeps what they were reading: nothing folds away under their eyes.
  const [sawRunning] = useState(!ended);
  // A photo that becomes known later goes under the sentence, so that no line moves.
  const [photoAbove] = useState(card.photo !== null);
  const photo = card.photo && <Photo src={card.photo} />;
  const title = <MessageText text={card.title} typed={typedTitle(card)} />;
  const sentence = <MessageText text={card.sentence} typed={typedOf(card.description)} />;
  const told = (
    <>
      <Details card={card} now={now} />
      <Area card={card} />
      {card.area && <AreaMap area={card.area} myself={myself} tileUrl={tileUrl} />}
      <Additions additions={card.additions} now={now} />
    </>
  );
  return (
    <Page
      title={ended ? (card.outcome?.title ?? t("alert.ended")) : card.title}
      heading={null}
      back={HOME}
      focus={ended && !sawRunning}
      bar={
        <CallBar
          key={String(ended)}
          phones={phones}
          ended={ended}
          exercise={card.exercise}
          about="title"
          focus={!ended}
        />
      }
    >
      <Strip card={card} now={now} />
      <FreshnessNote freshness={freshness} now={now} />
      {ended ? (
        <>
          <Ending card={card} arrived={sawRunning} />
          <details class="earlier" open={sawRunning}>
            <summary>{t("alert.description")}</summary>
            <h2 class="title">{title}</h2>
            <p class="sentence">{sentence}</p>
            {told}
          </details>
        </>
      ) : (
        <article>
          {card.exercise ? (
            <p class="note">{t("alert.exerciseNote")}</p>
          ) : (
            <p class="lead">{t("alert.opening")}</p>
          )}
          <h1 class="title" id="title">
            {title}
          </h1>
          {photoAbove && photo}
          <p class="sentence">{sentence}</p>
          {!photoAbove && photo}
          {card.status === "lapsed" && <p class="note">{t("alert.lapsedNote")}</p>}
          {told}
        </article>
      )}
    </Page>
  );
}
