import { useLayoutEffect, useRef } from "preact/hooks";
import { wordsOf } from "../../i18n/app";
import { dial, grouped, isFree } from "../../i18n/phones";
import { Icon } from "../../ui/Icon";

const t = wordsOf("alerts");

export interface Phones {
  tips: string;
  urgent: string;
  police: string;
}

interface Props {
  phones: Phones;
  ended: boolean;
  /** After an exercise there is nothing to tell the police. */
  exercise?: boolean;
  /** The id of what the call is about, so that a screen reader says it with the link that has the focus. */
  about?: string;
  focus?: boolean;
}

/** The numbers, by purpose, under the thumb. While the action runs the tip line comes first, in focus too. */
export function CallBar({ phones, ended, exercise = false, about, focus = false }: Props) {
  const call = useRef<HTMLAnchorElement>(null);
  useLayoutEffect(() => {
    if (focus) call.current?.focus({ preventScroll: true });
  }, []);
  const tips = grouped(phones.tips);
  return (
    <nav class="bar" aria-label={t("alert.numbers")}>
      {ended && exercise ? null : ended ? (
        <>
          <p>{t("alert.later")}</p>
          <a class="call after" href={dial(phones.police)}>
            {t("alert.laterPolice", { phone: grouped(phones.police) })}
          </a>
        </>
      ) : (
        <a ref={call} class="call" href={dial(phones.tips)} aria-describedby={about}>
          <Icon name="phone" />
          {t(isFree(phones.tips) ? "alert.call" : "alert.callPaid", { phone: tips })}
        </a>
      )}
      <a class="urgent" href={dial(phones.urgent)}>
        {t("alert.urgent", { phone: phones.urgent })}
      </a>
    </nav>
  );
}
