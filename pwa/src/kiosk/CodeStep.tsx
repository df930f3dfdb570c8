import { useContext, useEffect } from "preact/hooks";
import { dateOf, timeOfDay } from "../i18n/clock";
import { Spoken, useWords } from "../i18n/kiosk";
import { inFours } from "../i18n/text";
import { Qr } from "./Qr";
import { type Issued, typed } from "./server";

interface Props {
  issued: Issued;
  onPaper: boolean;
  onDone: () => void;
  print?: () => void;
}

/** The code: on the screen for a phone, and on paper for who comes home first. */
export function CodeStep({ issued, onPaper, onDone, print = () => window.print() }: Props) {
  const t = useWords();
  const language = useContext(Spoken);
  useEffect(() => {
    if (onPaper) print();
  }, []);
  const address = typed(issued.linkUrl);
  const code = <p class="code">{inFours(issued.linkCode)}</p>;
  const qr = issued.drawing && <Qr drawing={issued.drawing} label={`${address} ${issued.linkCode}`} />;
  const expiresAt = new Date(issued.expiresAt);
  const clock = timeOfDay(expiresAt, language);
  // Paper is read tomorrow.
  const day = dateOf(expiresAt, language, { weekday: "long" });
  const time = onPaper ? t("code.dated", { day, time: clock }) : clock;
  return (
    <>
      <div class="finish">
        {qr}
        <ol class="pictured">
          <li>
            <Picture shape={CAMERA} /> {t("code.one")}
          </li>
          <li>
            <Picture shape={SQUARE} /> {t("code.two")}
          </li>
          <li>
            <Picture shape={BELL} /> {t("code.three")}
          </li>
        </ol>
      </div>
      <p>{t("code.type", { address })}</p>
      {code}
      <p>{t("code.until", { time })}</p>
      <div class="hand">
        {onPaper && (
          <button type="button" class="other" onClick={print}>
            {t("code.again")}
          </button>
        )}
        <button type="button" class="do" onClick={onDone}>
          {t("code.done")}
        </button>
      </div>
      {onPaper && (
        <section class="sheet" aria-hidden="true">
          <p class="name">{t("code.sheet")}</p>
          <ol>
            <li>{t("code.one")}</li>
            <li>{t("code.two")}</li>
            <li>{t("code.three")}</li>
          </ol>
          {qr}
          <p>{t("code.sheetCode", { address })}</p>
          {code}
          <p>{t("code.sheetUntil", { time })}</p>
        </section>
      )}
    </>
  );
}

const CAMERA = "M3.5 7.5h4L9 5h6l1.5 2.5h4v11.5h-17zM12 9.5a3.3 3.3 0 1 0 .01 0";
const SQUARE = "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M9 9h6v6H9z";
const BELL = "M6 17h12l-1.6-2.2V10a4.4 4.4 0 0 0-8.8 0v4.8zM10.3 20h3.4";

function Picture({ shape }: { shape: string }) {
  return (
    <svg class="sign" width="64" height="64" viewBox="0 0 24 24" aria-hidden="true">
      <path d={shape} />
    </svg>
  );
}
