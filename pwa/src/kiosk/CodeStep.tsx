import { useContext, useEffect } from "preact/hooks";
import { Sign } from "../app/parts/Sign";
import { Qr } from "./Qr";
import { grouped, type Issued, typed } from "./server";
import { Spoken, useWords } from "./words";

interface Props {
  issued: Issued;
  onPaper: boolean;
  onDone: () => void;
  print?: () => void;
}

/** The code: on the screen for a phone, and on paper for who comes home first. */
export function CodeStep({ issued, onPaper, onDone, print = () => window.print() }: Props) {
  const say = useWords();
  const language = useContext(Spoken);
  useEffect(() => {
    if (onPaper) print();
  }, []);
  const address = typed(issued.linkUrl);
  const code = <p class="code">{grouped(issued.linkCode)}</p>;
  const qr = issued.drawing && <Qr drawing={issued.drawing} label={`${address} ${issued.linkCode}`} />;
  const time = clock(issued.expiresAt, language, onPaper);
  return (
    <>
      <div class="finish">
        {qr}
        <ol class="pictured">
          <li>
            <Sign name="phone" size={64} /> {say("code.one")}
          </li>
          <li>
            <Sign name="home" size={64} /> {say("code.two")}
          </li>
          <li>
            <Sign name="ok" size={64} /> {say("code.three")}
          </li>
        </ol>
      </div>
      <p>{say("code.type", { address })}</p>
      {code}
      <p>{say("code.until", { time })}</p>
      {onPaper && (
        <button type="button" class="other" onClick={print}>
          {say("code.again")}
        </button>
      )}
      <button type="button" class="do" onClick={onDone}>
        {say("code.done")}
      </button>
      {onPaper && (
        <section class="sheet" aria-hidden="true">
          <p class="name">{say("code.sheet")}</p>
          <ol>
            <li>{say("code.one")}</li>
            <li>{say("code.two")}</li>
            <li>{say("code.three")}</li>
          </ol>
          {qr}
          <p>{say("code.sheetCode", { address })}</p>
          {code}
          <p>{say("code.sheetUntil", { time })}</p>
        </section>
      )}
    </>
  );
}

/** 15.40, on paper with its day: it is read tomorrow. */
function clock(moment: string, language: string, dated: boolean): string {
  const options: Intl.DateTimeFormatOptions = {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "Europe/Amsterdam",
    ...(dated ? { weekday: "long", day: "numeric", month: "long" } : {}),
  };
  const told = new Intl.DateTimeFormat(language === "nl" ? "nl-NL" : "en-GB", options).format(
    new Date(moment),
  );
  return language === "nl" ? told.replace(":", ".") : told;
}
