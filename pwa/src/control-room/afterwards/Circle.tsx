import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n/room";
import { paths } from "../server";

const AGAIN = 3_000;
const TRIES = 20;

/** The server's picture of how the alerts closed in; drawn shortly after everything has left, so it is asked again. */
export function Circle({ id, place }: { id: string; place: string }) {
  const [tries, setTries] = useState(0);
  const [there, setThere] = useState(false);
  const [timer, setTimer] = useState<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer), [timer]);
  return (
    <section>
      <h2>{t("after.circle")}</h2>
      {!there && <p class="hint">{t("after.circleLater")}</p>}
      <img
        class="circle"
        hidden={!there}
        // Behind the hash: another address to the browser, the same to the server.
        src={`${paths.circle(id)}#${tries}`}
        alt={`${place}. ${t("after.circleAlt")}`}
        onLoad={() => setThere(true)}
        onError={() => {
          if (tries < TRIES) setTimer(setTimeout(() => setTries(tries + 1), AGAIN));
        }}
      />
    </section>
  );
}
