import { wordsOf } from "../../i18n/app";
import { Button } from "../../ui/Button";
import { Mark } from "../../ui/Mark";
import type { Link, Remedy } from "./chain";

const t = wordsOf("alerts");

interface Props {
  broken: Link | null;
  paused: boolean;
  /** It is still being found out. */
  unsure: boolean;
  /** The municipality that does not take part yet: all works, but nothing will come. */
  notJoined: string | null;
  /** An alert stands above: then only what is broken is said. */
  quiet: boolean;
  onMend: (remedy: Remedy) => void;
}

/** In one sentence whether this phone would be called, and the one button that mends it. */
export function Standing({ broken, paused, unsure, notJoined, quiet, onMend }: Props) {
  const Heading = quiet ? "h2" : "h1";
  if (broken?.headline) {
    const { headline, remedy, id } = broken;
    return (
      <section class="standing off">
        <Heading tabIndex={-1}>{t(headline)}</Heading>
        {id === "notifications" && <p>{t("home.onlyOpen")}</p>}
        {remedy && <Button onPress={() => onMend(remedy)}>{t(`remedy.${remedy}`)}</Button>}
      </section>
    );
  }
  if (quiet) return null;
  const [heading, text] = unsure
    ? [t("home.checking"), t("home.checkingText")]
    : notJoined !== null
      ? [t("home.registered"), t("chain.places.notJoined", { municipality: notJoined })]
      : [t("home.on"), t("home.onText")];
  return (
    <section class="standing">
      <Mark size={72} />
      <div>
        <Heading tabIndex={-1}>{paused ? t("home.paused") : heading}</Heading>
        {!paused && <p>{text}</p>}
      </div>
    </section>
  );
}
