import type { Preview } from "../../api/types";
import { language as spoken } from "../../i18n/app";
import { count, t } from "../../i18n/room";
import type { Answer } from "../../ui/useQuery";

interface Props {
  previewing: Answer<Preview>;
}

/** The message as it will be sent, in both languages, with its size. */
export function Previews({ previewing: { value, error } }: Props) {
  const over = value ? tooLong(value) : 0;
  return (
    <section class="previews" aria-label={t("preview.title")}>
      {error !== null && <p class="hint across">{t("preview.unavailable")}</p>}
      {over > 0 && <p class="error across">{t("preview.tooLong", { over: count(over) })}</p>}
      {value?.messages.map(({ language, title, body, bytes }) => (
        <div key={language} class="preview" lang={language}>
          <h3 lang={spoken.value}>{t(language === "nl" ? "preview.nl" : "preview.en")}</h3>
          <p>
            <strong>{title}</strong>
          </p>
          <p>{body}</p>
          <p class="hint" lang={spoken.value}>
            {t("preview.bytes", { bytes: count(bytes), largest: count(value.largest) })}
          </p>
        </div>
      ))}
    </section>
  );
}

/** By how many bytes the longest message is too long. */
export const tooLong = ({ messages, largest }: Preview) =>
  Math.max(0, ...messages.map(({ bytes }) => bytes - largest));
