import { moment } from "../format";
import { t } from "../language";
import { Button } from "../parts/Button";

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
  return (
    <section>
      <h2>{t("settings.pause")}</h2>
      {paused ? (
        <>
          <p>{t("settings.pausedUntil", { until: moment(until, now) })}</p>
          <Button onTap={() => onPause(null)}>{t("home.resume")}</Button>
        </>
      ) : (
        <>
          <p class="hint">{t("settings.pauseText")}</p>
          <div class="pair">
            {HOURS.map((hours) => (
              <Button key={hours} look="other" onTap={() => onPause(new Date(+now + hours * HOUR))}>
                {t(`settings.pause${hours}`)}
              </Button>
            ))}
          </div>
        </>
      )}
    </section>
  );
}
