import type { Message } from "../../api/types";
import { isKey, t } from "../../i18n/room";
import { unbroken } from "../../i18n/text";
import { time } from "./format";

/** What was sent, newest first. */
export function Messages({ messages }: { messages: Message[] }) {
  return (
    <section>
      <h2>{t("messages.title")}</h2>
      <ol class="log">
        {[...messages].reverse().map(({ notice, kind, title, body, sentAt }) => {
          const key = `messages.${kind}`;
          return (
            <li key={notice}>
              <p class="when">{t("messages.at", { kind: isKey(key) ? t(key) : kind, time: time(sentAt) })}</p>
              <p lang="nl">
                <strong>{title}</strong>
              </p>
              <p lang="nl">{unbroken(body)}</p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
