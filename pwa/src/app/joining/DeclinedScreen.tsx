import { HOME } from "../../api/routes";
import { wordsOf } from "../../i18n/app";
import { Button } from "../../ui/Button";
import { Bar, Page } from "../../ui/Page";

const t = wordsOf("joining");

/** "Liever niet" is an answer too. */
export function DeclinedScreen({ onBack }: { onBack: () => void }) {
  return (
    <Page
      title={t("join.declined.title")}
      home={HOME}
      bar={
        <Bar>
          <Button look="other" onPress={onBack}>
            {t("join.declined.back")}
          </Button>
        </Bar>
      }
    >
      <p>{t("join.declined.text")}</p>
      <p>
        <a class="plain" href="/acties">
          {t("home.history")}
        </a>
      </p>
    </Page>
  );
}
