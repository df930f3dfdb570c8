import { t } from "../language";
import { Button } from "../parts/Button";
import { Mark } from "../parts/Mark";
import type { Link, Remedy } from "./chain";

interface Props {
  broken: Link | null;
  paused: boolean;
  /** It is still being found out. */
  unsure: boolean;
  /** An alert stands above: then only what is broken is said. */
  quiet: boolean;
  onMend: (remedy: Remedy) => void;
}

/** In one sentence whether this phone would be called, and the one button that mends it. */
export function Standing({ broken, paused, unsure, quiet, onMend }: Props) {
  const Heading = quiet ? "h2" : "h1";
  if (broken?.headline) {
    const { headline, remedy, id } = broken;
    return (
      <section class="standing off">
        <Heading tabIndex={-1}>{t(headline)}</Heading>
        {id === "notifications" && <p>{t("home.onlyOpen")}</p>}
        {remedy && <Button onTap={() => onMend(remedy)}>{t(`remedy.${remedy}`)}</Button>}
      </section>
    );
  }
  if (quiet) return null;
  return (
    <section class="standing">
      <Mark size={72} />
      <div>
        <Heading tabIndex={-1}>{t(paused ? "home.paused" : unsure ? "home.checking" : "home.on")}</Heading>
        {!paused && <p>{t(unsure ? "home.checkingText" : "home.onText")}</p>}
      </div>
    </section>
  );
}
