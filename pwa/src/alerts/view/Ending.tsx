import { useLayoutEffect, useRef } from "preact/hooks";
import { wordsOf } from "../../i18n/app";
import { typedOutcome } from "../dispatcher-text";
import type { Card } from "../merge";
import { MessageText } from "./MessageText";

const t = wordsOf("alerts");

interface Props {
  card: Card;
  /** It came while the alert was on the screen. */
  arrived: boolean;
}

/** How it ended, in the place where the call to look out was. */
export function Ending({ card: { outcome, result, exercise }, arrived }: Props) {
  const top = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    // The link that had the focus is gone: reading goes on here.
    if (arrived) top.current?.focus({ preventScroll: true });
  }, []);
  return (
    <section class={exercise ? "outcome exercise" : "outcome"}>
      <h1 ref={top} class="title" id="title" tabIndex={-1}>
        {outcome?.title ?? t("alert.ended")}
      </h1>
      {outcome ? (
        <p class="sentence">
          <MessageText text={outcome.body} typed={typedOutcome(outcome.body)} />
        </p>
      ) : (
        <p class="sentence">
          {result && `${t(`result.${result}`)} `}
          {result !== "withdrawn" && t("alert.thanks")}
        </p>
      )}
    </section>
  );
}
