import { useRef } from "preact/hooks";
import { wordsOf } from "../../i18n/app";
import { moment } from "../../i18n/format";
import { Button } from "../../ui/Button";
import { useRefocus } from "../../ui/useRefocus";

const t = wordsOf("occasional");

interface Props {
  until: Date | null;
  now: Date;
  onPause: (until: Date | null) => void;
}

const HOURS = [1, 8, 24, 168] as const;
const HOUR = 3_600_000;

/** No alerts for hours or days; they come back by themselves. */
export function PauseBox({ until, now, onPause }: Props) {
  const paused = until !== null && +until > +now;
  const heading = useRef<HTMLHeadingElement>(null);
  const pressed = useRefocus(paused, () => heading.current);
  const pause = (until: Date | null) => {
    pressed();
    onPause(until);
  };
  return (
    <section>
      <h2 ref={heading} tabIndex={-1}>
        {t("settings.pause")}
      </h2>
      {paused ? (
        <>
          <p>{t("settings.pausedUntil", { until: moment(until, now) })}</p>
          <Button onPress={() => pause(null)}>{t("home.resume")}</Button>
        </>
      ) : (
        <>
          <p class="hint">{t("settings.pauseText")}</p>
          <div class="pair">
            {HOURS.map((hours) => (
              <Button key={hours} look="other" onPress={() => pause(new Date(+now + hours * HOUR))}>
                {t(`settings.pause${hours}`)}
              </Button>
            ))}
          </div>
        </>
      )}
    </section>
  );
}
