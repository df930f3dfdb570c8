import { wordsOf } from "../../i18n/app";
import { ago } from "../../i18n/format";
import { typedAddition } from "../dispatcher-text";
import type { Addition } from "../merge";
import { MessageText } from "./MessageText";

const t = wordsOf("alerts");

/** What was added since, newest first. */
export function Additions({ additions, now }: { additions: Addition[]; now: Date }) {
  if (additions.length === 0) return null;
  return (
    <section>
      <h2>{t("alert.additions")}</h2>
      <ol class="additions">
        {additions.map(({ notice, text, at }) => (
          <li key={notice}>
            <p>
              <MessageText text={text} typed={typedAddition(text)} />
            </p>
            <p class="hint">
              <time dateTime={at}>{ago(new Date(at), now)}</time>
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
