import { useEffect, useMemo, useState } from "preact/hooks";
import { type Call, Problem, Unreachable } from "../api/client";
import { says } from "../i18n/kiosk";
import { Frame } from "./Frame";
import { Qr } from "./Qr";
import { current, type Terminal, typed } from "./server";
import { Visit } from "./Visit";

const TRY_EVERY = 10_000;

type Standing = "starting" | "open" | "offline" | "closed";

interface Props {
  call: Call;
  joinUrl: string;
  /** The code in the address did not make this a kiosk. */
  refused: boolean;
}

/** The kiosk between visitors: whether it has a key and a connection. */
export function Kiosk({ call, joinUrl, refused }: Props) {
  const [terminal, setTerminal] = useState<Terminal | null>(null);
  const [standing, setStanding] = useState<Standing>("starting");
  const [visit, setVisit] = useState(0);

  const watched = useMemo<Call>(
    () => async (method, path, options) => {
      try {
        return await call(method, path, options);
      } catch (error) {
        if (error instanceof Unreachable) setStanding("offline");
        if (error instanceof Problem && error.status === 401) setStanding("closed");
        throw error;
      }
    },
    [call],
  );
  const wake = () =>
    current(watched)
      .then((found) => {
        setTerminal(found);
        setStanding("open");
      })
      .catch((error) => {
        // Any other refusal passes too; meanwhile a phone is the way.
        if (error instanceof Problem && error.status !== 401) setStanding("offline");
      });

  useEffect(() => {
    void wake();
    const away = () => setStanding((now) => (now === "open" ? "offline" : now));
    addEventListener("offline", away);
    return () => removeEventListener("offline", away);
  }, []);
  useEffect(() => {
    if (standing !== "offline") return;
    const timer = setInterval(() => void wake(), TRY_EVERY);
    addEventListener("online", wake);
    return () => {
      clearInterval(timer);
      removeEventListener("online", wake);
    };
  }, [standing]);

  const t = says("nl");
  const english = says("en");
  const address = typed(terminal?.joinUrl ?? joinUrl);
  return (
    <>
      {terminal && (
        // What a visitor filled in stays for when the connection is back, out of sight.
        <div hidden={standing !== "open"}>
          <Visit
            key={visit}
            call={watched}
            terminal={terminal}
            shown={standing === "open"}
            onEnd={() => setVisit((number) => number + 1)}
            onFail={() => setStanding("offline")}
          />
        </div>
      )}
      {standing === "offline" && (
        <Frame title={t("offline.title")} municipality={terminal?.municipality.name}>
          <p>{t("offline.text")}</p>
          <p lang="en">{english("offline.text")}</p>
          <div class="away">
            {terminal && <Qr drawing={terminal.joinDrawing} label={address} />}
            <p>{address}</p>
          </div>
          <button type="button" class="do" onClick={() => void wake()}>
            {t("offline.again")} · <span lang="en">{english("offline.again")}</span>
          </button>
        </Frame>
      )}
      {standing === "closed" && (
        <Frame title={t("closed.title")}>
          {refused && <p>{t("closed.used")}</p>}
          <p>{t("closed.text", { address })}</p>
          <p lang="en">{english("closed.text", { address })}</p>
        </Frame>
      )}
    </>
  );
}
